package io.mist.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {

    @Test
    void leavesNothing() throws IOException {
        Workspace workspace = Workspace.create(null);
        workspace.writeSettings(1, 2, Path.of("examples.jar"));
        Files.writeString(workspace.streamed().resolve("a.log"), "a");

        workspace.delete();

        assertThat(workspace.root()).doesNotExist();
    }

    @Test
    void keepsTheFilesIfTheUserWantsThem(@TempDir Path directory) throws IOException {
        Workspace workspace = Workspace.create(directory.resolve("kept here"));
        workspace.writeSettings(1, 2, Path.of("an \"odd\" name.jar"));

        workspace.delete();

        assertThat(workspace.routerConf()).content().contains("path = \"an \\\"odd\\\" name.jar\"");
    }

    @Test
    void rejectsADirectoryWithFiles(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("mine"), "precious");

        assertThatThrownBy(() -> Workspace.create(directory))
                .hasMessageContaining("expected: a new or an empty directory");
    }
}
