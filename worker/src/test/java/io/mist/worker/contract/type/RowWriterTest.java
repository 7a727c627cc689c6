package io.mist.worker.contract.type;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.Json;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.Everything;
import io.mist.worker.contract.LogAlerts;
import io.mist.worker.contract.Samples;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.contract.reader.TypeReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowWriterTest {

    private final SparkSession spark = LocalSpark.session();

    enum Level {
        INFO,
        ERROR
    }

    record Window(Instant from, Duration length) {}

    record Event(long id, Level level, Optional<String> note, Optional<Window> window, List<Integer> codes) {}

    record Wrapped(Event event) {}

    record Celsius(double degrees) {}

    record Codes(List<Integer> codes, Map<String, Level> levels) {}

    @Test
    void theRowsOfTheDesignsExampleBecomeMessages() {
        Dataset<Row> lines = spark.sql("SELECT timestamp'2026-01-31 12:00:00Z' AS at, 'mail' AS service,"
                + " 'disk full' AS text, 5 AS severity UNION ALL"
                + " SELECT timestamp'2026-01-31 12:00:01Z', 'mail', 'ok', 1");
        Dataset<Row> alerts = lines.filter(col("severity").geq(lit(3))).select("at", "service", "text");
        assertThat(messages(LogAlerts.Alert.class, alerts))
                .containsExactly("{\"at\":\"2026-01-31T12:00:00Z\",\"service\":\"mail\",\"text\":\"disk full\"}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aThousandRandomValuesComeBackThroughSparkWithEitherTimeApi(boolean java8) {
        spark.conf().set("spark.sql.datetime.java8API.enabled", Boolean.toString(java8));
        ValueType type = TypeReader.typeOf(Everything.Whole.class);
        StructType columns = (StructType) type.dataType();
        List<Everything.Whole> values = IntStream.range(0, 1000)
                .mapToObj(seed -> new Samples(seed).whole())
                .toList();
        Dataset<Row> rows = spark.createDataFrame(
                values.stream().map(value -> (Row) type.toRowValue(value)).toList(), columns);
        List<Row> collected = rows.collectAsList();
        RowWriter writer = RowWriter.forOutput(type, rows.schema());
        for (int i = 0; i < values.size(); i++) {
            assertThat(Json.parse(text(writer.json(internal(columns, collected.get(i))))))
                    .as("seed %s", i)
                    .isEqualTo(type.toJson(values.get(i)));
            assertThat(type.fromRowValue(collected.get(i))).as("seed %s", i).isEqualTo(values.get(i));
        }
    }

    @Test
    void rowsOfTheTypePassThroughSparksEncoders() {
        ValueType type = TypeReader.typeOf(Everything.Whole.class);
        StructType columns = (StructType) type.dataType();
        spark.conf().set("spark.sql.datetime.java8API.enabled", "true");
        Dataset<Row> rows =
                spark.range(20).map((MapFunction<Long, Row>) RowWriterTest::sampleRow, Encoders.row(columns));
        RowWriter writer = RowWriter.forOutput(type, rows.schema());
        List<String> written = rows.map(
                        (MapFunction<Row, String>) row -> text(writer.json(internal(columns, row))), Encoders.STRING())
                .collectAsList();
        assertThat(written).hasSize(20);
        assertThat(Json.parse(written.get(7))).isEqualTo(type.toJson(new Samples(7).whole()));
    }

    private static Row sampleRow(long seed) {
        return (Row) new RecordTypes(Everything.Contract.class).of("wholes").toRowValue(new Samples(seed).whole());
    }

    @Test
    void columnsAreFoundByNameInAnyOrderAndCase() {
        Dataset<Row> rows =
                spark.sql("SELECT array(1, 2) AS CODES, NULL AS window, 'x' AS Note, 'ERROR' AS level," + " 7 AS ID");
        assertThat(messages(Event.class, rows))
                .containsExactly("{\"id\":7,\"level\":\"ERROR\",\"note\":\"x\",\"codes\":[1,2]}");
        assertThat(messages(Wrapped.class, rows)).isEqualTo(messages(Event.class, rows));
    }

    @Test
    void nestedStructsListsAndMapsAreWritten() {
        Dataset<Row> rows = spark.sql("SELECT named_struct('length', INTERVAL '90' SECOND, 'from',"
                + " timestamp'2026-01-31 12:00:00.25Z') AS window, 1L AS id, 'INFO' AS level,"
                + " CAST(NULL AS STRING) AS note, array() AS codes");
        assertThatThrownBy(() -> RowWriter.forOutput(TypeReader.typeOf(Event.class), rows.schema()))
                .hasMessageContaining("column 'codes[]' is VOID (expected: INT or a narrower integer)");
        assertThat(messages(Event.class, rows.withColumn("codes", col("codes").cast("array<smallint>"))))
                .containsExactly("{\"id\":1,\"level\":\"INFO\",\"window\":{\"from\":\"2026-01-31T12:00:00.250Z\","
                        + "\"length\":\"PT1M30S\"},\"codes\":[]}");
        assertThat(messages(Codes.class, spark.sql("SELECT array(1) AS codes, map('a b', 'INFO') AS levels")))
                .containsExactly("{\"codes\":[1],\"levels\":{\"a b\":\"INFO\"}}");
    }

    @Test
    void aSingleValueIsTheOneColumnOfAnyName() {
        assertThat(messages(String.class, spark.sql("SELECT 'a' AS anything"))).containsExactly("\"a\"");
        assertThat(messages(Celsius.class, spark.sql("SELECT 3 AS t"))).containsExactly("3");
        assertThat(messages(Celsius.class, spark.sql("SELECT CAST(0.5 AS FLOAT) AS t")))
                .containsExactly("0.5");
        assertThatThrownBy(() -> writer(Celsius.class, spark.sql("SELECT 1 AS a, 2 AS b")))
                .hasMessage("the columns do not fit Celsius: 2 columns (a, b; expected: one, of any name, because"
                        + " Celsius is a single value); choose it with select(…)");
        assertThatThrownBy(() -> writer(Celsius.class, spark.sql("SELECT 'x' AS t")))
                .hasMessageContaining("column 't' is STRING (expected: DOUBLE, FLOAT or INT); convert it, such as with"
                        + " col(\"t\").cast(\"double\")");
        assertThatThrownBy(() -> messages(String.class, spark.sql("SELECT CAST(NULL AS STRING) AS t")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("null (expected: a string)");
    }

    @Test
    void everyWrongColumnIsNamedAtOnce() {
        Dataset<Row> rows = spark.sql("SELECT 1.5D AS id, 'a' AS x, 1 AS level, named_struct('from', '12:00', 'y', 1)"
                + " AS window, NULL AS codes, 'a' AS Note, 'b' AS NOTE");
        assertThatThrownBy(() -> writer(Event.class, rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the columns do not fit Event: "
                        + String.join(
                                "; and ",
                                "column 'id' is DOUBLE (expected: BIGINT or a narrower integer); convert it, such as"
                                        + " with col(\"id\").cast(\"bigint\")",
                                "column 'level' is INT (expected: STRING); make it the name of a constant of Level",
                                "column 'note' is ambiguous (columns: Note, NOTE); rename or drop all but one",
                                "column 'window.from' is STRING (expected: TIMESTAMP); convert it, such as with"
                                        + " col(\"window.from\").cast(\"timestamp\")",
                                "column 'window.length' is missing for Window (columns: from, y); add it",
                                "column 'window.y' is not a field of Window; drop it with withColumn(\"window\","
                                        + " col(\"window\").dropFields(\"y\"))",
                                "column 'codes' is always null (expected: a list); give it a value, or make the field"
                                        + " an Optional",
                                "column 'x' is not a field of Event; drop it with drop(\"x\")"));
    }

    @Test
    void aMissingColumnIsNamedWithTheExistingColumns() {
        assertThatThrownBy(() -> writer(LogAlerts.Alert.class, spark.sql("SELECT 'a' AS service, 'b' AS text")))
                .hasMessage("the columns do not fit Alert: column 'at' is missing for Alert (columns: service, text);"
                        + " add it");
        assertThatThrownBy(() -> writer(
                        Event.class, spark.sql("SELECT 1 AS id, 'a' AS level, array(1) AS codes," + " NULL AS window")))
                .hasMessage("the columns do not fit Event: column 'note' is missing for Event (columns: id, level,"
                        + " codes, window); add it, with lit(null) if it has no value");
    }

    @ParameterizedTest
    @CsvSource({
        "byte, TINYINT, true",
        "byte, SMALLINT, false",
        "short, TINYINT, true",
        "short, INT, false",
        "int, SMALLINT, true",
        "int, BIGINT, false",
        "long, INT, true",
        "long, 'DECIMAL(5,0)', false",
        "long, DOUBLE, false",
        "float, FLOAT, true",
        "float, DOUBLE, false",
        "float, SMALLINT, true",
        "float, INT, false",
        "double, FLOAT, true",
        "double, DOUBLE, true",
        "double, INT, true",
        "double, BIGINT, false",
        "decimal, 'DECIMAL(10,2)', true",
        "decimal, BIGINT, true",
        "decimal, DOUBLE, false",
        "boolean, BOOLEAN, true",
        "boolean, INT, false",
        "string, STRING, true",
        "string, INT, false",
        "string, BINARY, false",
        "instant, TIMESTAMP, true",
        "instant, TIMESTAMP_NTZ, false",
        "instant, DATE, false",
        "date, DATE, true",
        "date, TIMESTAMP, false",
        "duration, INTERVAL DAY TO SECOND, true",
        "duration, INTERVAL HOUR TO MINUTE, true",
        "duration, INTERVAL YEAR TO MONTH, false",
        "duration, BIGINT, false",
        "list, ARRAY<STRING>, true",
        "list, ARRAY<INT>, false",
        "list, STRING, false",
        "map, 'MAP<STRING,STRING>', true",
        "map, 'MAP<INT,STRING>', false",
        "map, STRUCT<a:INT>, false"
    })
    void onlyColumnsThatFitWithoutLossAreAccepted(String name, String column, boolean fits) {
        StructType columns = StructType.fromDDL("value " + column);
        ValueType type = TypeReader.typeOf(typed(name));
        if (fits) {
            assertThat(RowWriter.forOutput(type, columns)).isNotNull();
        } else {
            assertThatThrownBy(() -> RowWriter.forOutput(type, columns))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("column 'value");
        }
    }

    record Types(
            byte byteType,
            short shortType,
            int intType,
            long longType,
            float floatType,
            double doubleType,
            BigDecimal decimalType,
            boolean booleanType,
            String stringType,
            Instant instantType,
            LocalDate dateType,
            Duration durationType,
            List<String> listType,
            Map<String, String> mapType) {}

    private static Type typed(String name) {
        return Arrays.stream(Types.class.getRecordComponents())
                .filter(component -> component.getName().equals(name + "Type"))
                .findFirst()
                .orElseThrow()
                .getGenericType();
    }

    @Test
    void anUnfitValueIsNamedByItsField() {
        String good = "SELECT 1L AS id, 'INFO' AS level, 'a' AS note, NULL AS window, array(1) AS codes";
        assertThat(messages(Event.class, spark.sql(good))).hasSize(1);
        assertThatThrownBy(() -> messages(Event.class, spark.sql(good.replace("'INFO'", "'info'"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("level: \"info\" (expected: one of INFO, ERROR)");
        assertThatThrownBy(() -> messages(Event.class, spark.sql(good.replace("array(1)", "array(1, NULL)"))))
                .hasMessage("codes[1]: null (expected: an integer from -2147483648 to 2147483647)");
        assertThatThrownBy(() -> messages(Event.class, spark.sql(good.replace("array(1)", "CAST(NULL AS ARRAY<INT>)"))))
                .hasMessage("codes: null (expected: a list)");
        assertThatThrownBy(() -> messages(Celsius.class, spark.sql("SELECT double('NaN') AS t")))
                .hasMessage("NaN (expected: a finite number in the range of a double)");
        assertThatThrownBy(() -> messages(
                        Codes.class, spark.sql("SELECT array(1) AS codes, map('a b', CAST(NULL AS STRING)) AS levels")))
                .hasMessage("levels[\"a b\"]: null (expected: one of INFO, ERROR)");
    }

    @Test
    void numbersAreExactAndWithoutAddedZeros() {
        assertThat(messages(
                        BigDecimal.class,
                        spark.sql("SELECT explode(array(1.5BD, 100BD, 0BD, -0.001BD)) AS d")
                                .select(col("d").cast("decimal(38,18)"))))
                .containsExactly("1.5", "100", "0", "-0.001");
        assertThat(messages(float.class, spark.sql("SELECT CAST(0.1 AS FLOAT) AS f")))
                .containsExactly("0.1");
        assertThat(messages(long.class, spark.sql("SELECT 9223372036854775807L AS l")))
                .containsExactly("9223372036854775807");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000-01-01T00:00:00Z",
                "1582-10-20T12:00:00Z",
                "1850-06-01T12:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "2026-10-25T00:30:00Z",
                "2026-10-25T01:30:00Z"
            })
    void oldAndAmbiguousTimesAreTheSameThroughTimestamps(String time) {
        spark.conf().set("spark.sql.datetime.java8API.enabled", "false");
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Amsterdam"));
        try {
            Dataset<Row> rows = spark.sql("SELECT timestamp'" + time + "' AS t");
            assertThat(rows.head().get(0)).isInstanceOf(Timestamp.class);
            assertThat(messages(Instant.class, rows)).containsExactly("\"" + time + "\"");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aWriterCanBeSentToAnExecutor() throws IOException, ClassNotFoundException {
        Dataset<Row> rows = spark.sql("SELECT 1L AS id, 'INFO' AS level, 'a' AS note,"
                + " named_struct('from', timestamp'2026-01-31 12:00:00Z', 'length', INTERVAL '1' SECOND) AS window,"
                + " array(1) AS codes");
        RowWriter writer = copy(writer(Event.class, rows));
        StructType columns = rows.schema();
        List<String> messages = rows.map(
                        (MapFunction<Row, String>) row -> text(writer.json(internal(columns, row))), Encoders.STRING())
                .collectAsList();
        assertThat(messages).isEqualTo(messages(Event.class, rows));
    }

    private static RowWriter copy(RowWriter writer) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(writer);
        }
        assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain("RowWriterTest");
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (RowWriter) in.readObject();
        }
    }

    @Test
    void aRowWithNamesIsReadByName() {
        Row row = spark.sql("SELECT array(1) AS codes, NULL AS window, 'x' AS NOTE, 'ERROR' AS level, 7 AS id")
                .head();
        assertThat(TypeReader.typeOf(Event.class).fromRowValue(row))
                .isEqualTo(new Event(7, Level.ERROR, Optional.of("x"), Optional.empty(), List.of(1)));
        assertThatThrownBy(() -> TypeReader.typeOf(Event.class)
                        .fromRowValue(spark.sql("SELECT 1L AS id").head()))
                .hasMessageStartingWith(
                        "level: missing (expected: a column of this name for Event; the columns are id)");
        assertThatThrownBy(() -> TypeReader.typeOf(Event.class).fromRowValue(RowFactory.create(1L)))
                .hasMessage("1 values without names (expected: the 5 fields of Event)");
        assertThatThrownBy(() -> TypeReader.typeOf(LogAlerts.Severity.class).fromRowValue(8))
                .hasMessage("severity: 8 (expected: 0..7)");
    }

    private static RowWriter writer(Type type, Dataset<Row> rows) {
        return RowWriter.forOutput(TypeReader.typeOf(type), rows.schema());
    }

    private static List<String> messages(Type type, Dataset<Row> rows) {
        RowWriter writer = writer(type, rows);
        org.apache.spark.sql.classic.Dataset<Row> inside = (org.apache.spark.sql.classic.Dataset<Row>) rows;
        return Stream.of(inside.queryExecution().executedPlan().executeCollect())
                .map(row -> text(writer.json(row)))
                .toList();
    }

    private static InternalRow internal(StructType columns, Row row) {
        return (InternalRow)
                CatalystTypeConverters.createToCatalystConverter(columns).apply(row);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
