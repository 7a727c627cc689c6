"""The job of docs/python.md, and its test."""

# region test
from datetime import datetime, timezone

from documented import Alert, Line, Severity, log_alerts
from pyspark.sql import SparkSession

from mist.testing import TestInput, TestLive, TestOutput

NOON = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)


def test_a_new_severity_takes_effect_with_the_next_micro_batch(mist_spark: SparkSession) -> None:
    at_least = TestLive(Severity(3))
    lines = TestInput(Line, mist_spark)
    alerts = TestOutput(Alert)

    query = log_alerts(services=["mail"], at_least=at_least, lines=lines, alerts=alerts)
    lines.push(Line(NOON, "mail", Severity(3), "disk full"), Line(NOON, "mail", Severity(2), "slow"))
    query.processAllAvailable()
    at_least.set(Severity(2))
    lines.push(Line(NOON, "mail", Severity(2), "slower"), Line(NOON, "web", Severity(7), "down"))
    query.processAllAvailable()

    assert [alert.text for alert in alerts.messages()] == ["disk full", "slower"]
    assert alerts.json()[0] == {"at": "2026-01-31T12:00:00Z", "service": "mail", "text": "disk full"}
# endregion
