from job import Line, @FUNCTION@
from mist.testing import TestInput, TestLive, TestOutput


def test_a_new_filter_takes_effect_with_the_next_micro_batch(mist_spark):
    live = TestLive("error")
    lines = TestInput(Line, mist_spark)
    found = TestOutput(Line)

    query = @FUNCTION@(filter=live, lines=lines, found=found)
    lines.push(Line("an error"), Line("a notice"))
    query.processAllAvailable()
    live.set("notice")
    lines.push(Line("another error"), Line("another notice"))
    query.processAllAvailable()
    query.stop()

    assert found.messages() == [Line("an error"), Line("another notice")]
