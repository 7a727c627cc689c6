package io.mist.worker.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.MistException;
import org.junit.jupiter.api.Test;

class PythonFailuresTest {

    @Test
    void theLastExceptionOfATracebackIsReportedWithTheJobsInnermostFrame() {
        MistException failure = PythonFailures.raised("""
                Traceback (most recent call last):
                  File "/venv/lib/python3.11/site-packages/pyspark/worker.py", line 1, in main
                    process()
                    ^^^^^^^
                  File "/data/artifacts/1/shop.py", line 12, in charge
                    raise KeyError("till")
                KeyError: 'till'

                The above exception was the direct cause of the following exception:

                """);
        assertThat(failure.code()).isEqualTo("job-failed");
        assertThat(failure.text()).isEqualTo("KeyError: 'till' (at charge, shop.py:12)");
        assertThat(failure.getCause()).hasToString(failure.getCause().getMessage());
    }

    @Test
    void whatSparkWritesBehindItIsLeftOut() {
        assertThat(PythonFailures.raised("""
                        Traceback (most recent call last):
                          File "/x/shop.py", line 3, in charge
                        ValueError: no money,
                        none at all
                        \tat org.apache.spark.Something
                        Driver stacktrace: …
                        """).text())
                .isEqualTo("ValueError: no money, none at all (at charge, shop.py:3)");
    }
}
