"""For users: run a job in a unit test, without a server.

With pytest there is the fixture ``mist_spark``::

    def test_only_errors_are_published(mist_spark):
        lines = TestInput(Line, mist_spark)
        alerts = TestOutput(Alert)
        query = log_alerts(at_least=TestLive(Severity(3)), lines=lines, alerts=alerts)
        lines.push(Line("mail", 4, "disk full"))
        query.processAllAvailable()
        assert alerts.json() == [{"service": "mail", "text": "disk full"}]
"""

from mist.testing.input import TestInput
from mist.testing.live import TestLive
from mist.testing.output import TestOutput
from mist.testing.spark import local_spark

__all__ = ["TestInput", "TestLive", "TestOutput", "local_spark"]
