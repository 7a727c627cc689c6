"""The jobs of ``examples/python``, as those who copy them would test them."""

from __future__ import annotations

from pathlib import Path

from pyspark.sql import SparkSession

from mist.job import load
from mist.testing import TestInput, TestLive, TestOutput

EXAMPLES = Path(__file__).parents[2] / "examples" / "python"


def test_a_new_filter_takes_effect_with_the_next_micro_batch(mist_spark: SparkSession) -> None:
    job = load(str(EXAMPLES / "log_alerts.py"), "log_alerts").function
    line, alert = job.__globals__["Line"], job.__globals__["Alert"]
    text = TestLive("error")
    lines = TestInput(line, mist_spark)
    alerts = TestOutput(alert)
    query = job(filter=text, lines=lines, alerts=alerts)
    lines.push(line("an ERROR"), line("a notice"))
    query.processAllAvailable()
    text.set("notice")
    lines.push(line("another error"), line("another Notice"))
    query.processAllAvailable()
    assert alerts.messages() == [alert("an ERROR"), alert("another Notice")]


def test_words_are_counted(mist_spark: SparkSession) -> None:
    job = load(str(EXAMPLES / "word_count.py"), "word_count")
    counts = job.call({"text": ["a rose is a rose", "A"], "most": 2, "spark": mist_spark})
    assert job.result_json(counts) == '[{"word":"a","count":3},{"word":"rose","count":2}]'
