package io.mist.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectNameTest {

    private static final Pattern CLASS = Pattern.compile("\\b[A-Z]\\w*");

    @ParameterizedTest
    @CsvSource({
        "log-alerts, LogAlerts, log_alerts",
        "2fast, Job2fast, job_2fast",
        "a-1b, A1b, a_1b",
        "stream-job, StreamJobJob, stream_job",
        "line, LineJob, line",
        "exception, ExceptionJob, exception",
        "unit, UnitJob, unit",
        "class, Class, job_class",
        "mist, Mist, job_mist"
    })
    void everyJobNameBecomesAClassAndAFunction(String text, String className, String functionName) {
        ProjectName name = new ProjectName(text);
        assertThat(name.className()).isEqualTo(className);
        assertThat(name.functionName()).isEqualTo(functionName);
    }

    @ParameterizedTest
    @CsvSource({"java, Job.java", "java, JobTest.java", "scala, Job.scala", "scala, JobTest.scala"})
    void noProjectGetsTheNameOfAClassThatItsFilesUse(Language language, String file) throws IOException {
        String code = new Template(language, new ProjectName("unused"))
                .file(file)
                .replace("Unused", "")
                .replaceAll("\"[^\"]*\"", "");

        assertThat(CLASS.matcher(code).results().map(MatchResult::group).distinct())
                .isNotEmpty()
                .allSatisfy(used -> assertThat(new ProjectName(hyphenated(used)).className())
                        .isNotEqualTo(used));
    }

    private static String hyphenated(String className) {
        return className.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
