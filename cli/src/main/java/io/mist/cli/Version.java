package io.mist.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The project's version, which the build writes into a resource. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(
                Version.class.getResourceAsStream("/io/mist/cli/version.properties"), "version.properties")) {
            properties.load(in);
        }
        return new String[] {"mist " + properties.getProperty("version")};
    }
}
