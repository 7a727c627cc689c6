# Brings the fixture mist_spark: a small local Spark.
pytest_plugins = ["mist.testing.plugin"]
