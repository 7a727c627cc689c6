package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsTest {

    @TempDir
    private Path directory;

    private Path jar;
    private Artifacts artifacts;

    @BeforeEach
    void open() throws IOException {
        jar = directory.resolve("jobs.jar");
        artifacts = new Artifacts(directory.resolve("artifacts"));
    }

    @Test
    void anArtifactIsACopyNamedByItsContent() throws Exception {
        Files.writeString(jar, "one");

        Artifact artifact = artifacts.resolve(jar.toString());

        byte[] digest = MessageDigest.getInstance("SHA-256").digest("one".getBytes(StandardCharsets.UTF_8));
        assertThat(artifact.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
        assertThat(artifact.digest()).isEqualTo("sha256:" + artifact.sha256());
        assertThat(artifact.copy()).isAbsolute().hasFileName("jobs.jar").hasContent("one");
    }

    @Test
    void aReplacedFileIsAnotherArtifactAndTheOldCopyStays() throws IOException {
        Files.writeString(jar, "one");
        Artifact first = artifacts.resolve(jar.toString());

        Files.writeString(jar, "another");
        Artifact second = artifacts.resolve(jar.toString());

        assertThat(second.sha256()).isNotEqualTo(first.sha256());
        assertThat(first.copy()).hasContent("one");
        assertThat(second.copy()).hasContent("another");
    }

    @Test
    void theSameContentElsewhereIsTheSameArtifact() throws IOException {
        Files.writeString(jar, "one");
        Path copied = Files.createDirectory(directory.resolve("copied")).resolve("jobs.jar");
        Files.copy(jar, copied);

        assertThat(artifacts.resolve(copied.toString())).isEqualTo(artifacts.resolve(jar.toString()));
    }

    @Test
    void aCopyThatWasRemovedIsMadeAgain() throws IOException {
        Files.writeString(jar, "one");
        Artifact first = artifacts.resolve(jar.toString());

        Files.delete(first.copy());

        assertThat(artifacts.resolve(jar.toString()).copy()).hasContent("one");
    }

    @Test
    void aFileUriIsAPath() throws IOException {
        Files.writeString(jar, "one");

        assertThat(artifacts.resolve("file:" + jar)).isEqualTo(artifacts.resolve(jar.toString()));
        assertThat(artifacts.resolve("file://" + jar)).isEqualTo(artifacts.resolve(jar.toString()));
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> artifacts.resolve(jar.toString()))
                .isInstanceOfSatisfying(MistException.class, e -> {
                    assertThat(e.code()).isEqualTo("artifact-not-found");
                    assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCES);
                })
                .hasMessage(jar + ": no such file (expected: a .jar, .py, .zip, .whl or .egg)");
    }

    @Test
    void aDirectoryIsNoArtifact() {
        assertThatThrownBy(() -> artifacts.resolve(directory.toString()))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("artifact-not-readable"))
                .hasMessage(directory + ": is a directory (expected: a .jar, .py, .zip, .whl or .egg)");
    }

    @Test
    void aFileThatChangesWhileItIsCopiedIsCopiedAgain() throws IOException {
        Files.writeString(jar, "one");
        ChangingFileSystem.changeWhileReading(jar, 1);

        Artifact artifact = artifacts.resolve("changing:" + jar);

        assertThat(artifact.copy()).hasSameTextualContentAs(jar);
    }

    @Test
    void aFileThatKeepsChangingIsRefusedWithAdvice() throws IOException {
        Files.writeString(jar, "one");
        ChangingFileSystem.changeWhileReading(jar, 1_000);

        assertThatThrownBy(() -> artifacts.resolve("changing:" + jar))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("artifact-not-readable"))
                .hasMessageEndingWith(
                        "it keeps changing while it is copied (replace it in one step: copy beside, then mv)");
    }

    @Test
    void nothingIsLeftOfACopyThatFailed() throws IOException {
        Files.writeString(jar, "one");
        ChangingFileSystem.changeWhileReading(jar, 1_000);

        assertThatThrownBy(() -> artifacts.resolve("changing:" + jar)).isInstanceOf(MistException.class);

        try (Stream<Path> left = Files.list(directory.resolve("artifacts"))) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    @Test
    void aSchemeThatNobodyKnowsIsTheOperatorsError() {
        assertThatThrownBy(() -> artifacts.resolve("nosuch://host/jobs.jar"))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("artifact-not-readable"))
                .hasMessageContaining("nosuch");
    }
}
