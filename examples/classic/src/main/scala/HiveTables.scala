import io.hydrosphere.mist.lib.{HiveSupport, MistJob}

// region job
/** Lists the tables that Hive knows, after it has made the one that is asked for. */
object HiveTables extends MistJob with HiveSupport {

  override def doStuff(parameters: Map[String, Any]): Map[String, Any] = {
    val hive = hiveContext
    val table = parameters("table").asInstanceOf[String]
    hive.sql(s"CREATE TABLE IF NOT EXISTS $table (line STRING) STORED AS PARQUET")
    hive.sql(s"INSERT INTO $table VALUES ('a'), ('b')")
    Map(
      "tables" -> hive.catalog.listTables().collect().map(_.name).toList,
      "lines" -> hive.table(table).count(),
      "catalog" -> hive.conf.get("spark.sql.catalogImplementation")
    )
  }
}
// endregion
