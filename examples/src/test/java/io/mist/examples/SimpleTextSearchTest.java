package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mist.testing.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimpleTextSearchTest {

    private final SparkSession spark = TestSpark.local();

    @TempDir
    Path directory;

    // region test
    @Test
    void aLineWithAllFiltersInAnyCaseIsFound() throws Exception {
        Path file = Files.writeString(directory.resolve("app.log"), "Disk ERROR\r\nerror\n\nthe disk\nerror on disk");
        assertThat(search(file, "error", "DISK"))
                .containsExactly(Map.entry("result", List.of("Disk ERROR", "error on disk")));
    }
    // endregion

    @Test
    void withoutFiltersEveryLineIsFound() throws Exception {
        Path file = Files.writeString(directory.resolve("app.log"), "a\n\nb\n");
        assertThat(search(file)).containsExactly(Map.entry("result", List.of("a", "", "b")));
    }

    @Test
    void anEmptyListIsReturnedIfNothingIsFound() throws Exception {
        Path file = Files.writeString(directory.resolve("app.log"), "");
        assertThat(search(file, "error")).containsExactly(Map.entry("result", List.of()));
    }

    @Test
    void allFilesOfADirectoryAreSearched() throws Exception {
        Files.writeString(directory.resolve("1.log"), "error 1");
        Files.writeString(directory.resolve("2.log"), "error 2");
        assertThat(search(directory, "error").get("result")).containsExactlyInAnyOrder("error 1", "error 2");
    }

    @Test
    void anAnswerAboveTheMaximumIsRejected() throws Exception {
        Path file = Files.writeString(directory.resolve("app.log"), "error\n".repeat(200_000));
        assertThatIllegalStateException()
                .isThrownBy(() -> search(file, "error"))
                .withMessageContaining("add a filter");
    }

    private Map<String, List<String>> search(Path path, String... filters) {
        return new SimpleTextSearch()
                .run(new SimpleTextSearch.Contract(new TextPath(path.toString()), List.of(filters)), spark);
    }
}
