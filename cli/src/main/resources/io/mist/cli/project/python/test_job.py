import job
from mist.testing import TestInput, TestLive, TestOutput


def test_a_new_filter_takes_effect_with_the_next_micro_batch(mist_spark):
    live = TestLive("error")
    lines = TestInput(job.Line, mist_spark)
    found = TestOutput(job.Line)

    query = job.@FUNCTION@(filter=live, lines=lines, found=found)
    lines.push(job.Line("an error"), job.Line("a notice"))
    query.processAllAvailable()
    live.set("notice")
    lines.push(job.Line("another error"), job.Line("another notice"))
    query.processAllAvailable()
    query.stop()

    assert found.messages() == [job.Line("an error"), job.Line("another notice")]
