package io.mist.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Data directories that earlier versions wrote; see {@code data-directories/README.md} among the resources. */
public final class DataDirectories {

    private DataDirectories() {}

    /** @return the data directory, unpacked below {@code into} */
    public static Path beforeChannelKinds(Path into) throws IOException, InterruptedException {
        Path archive = into.resolve("before-channel-kinds.tar.gz");
        try (InputStream packed =
                DataDirectories.class.getResourceAsStream("/data-directories/" + archive.getFileName())) {
            Files.copy(Objects.requireNonNull(packed), archive);
        }
        int exit = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", into.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("tar ended with " + exit);
        }
        return into.resolve("data");
    }
}
