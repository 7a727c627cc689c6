package io.mist.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectNameTest {

    @ParameterizedTest
    @CsvSource({
        "log-alerts, LogAlerts, log_alerts",
        "2fast, Job2fast, job_2fast",
        "a-1b, A1b, a_1b",
        "stream-job, StreamJobJob, stream_job",
        "line, LineJob, line",
        "class, Class, job_class",
        "mist, Mist, job_mist"
    })
    void anyJobsNameBecomesAClassAndAFunction(String text, String className, String functionName) {
        ProjectName name = new ProjectName(text);
        assertThat(name.className()).isEqualTo(className);
        assertThat(name.functionName()).isEqualTo(functionName);
    }
}
