package io.mist.cli.project;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** The text of a project's file, with placeholders such as {@code @NAME@}. */
final class Template {

    private final Language language;
    private final ProjectName name;
    private final Properties versions;

    Template(Language language, ProjectName name) {
        this.language = language;
        this.name = name;
        this.versions = new Properties();
        try (InputStream in = resource("version.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String file(String template) throws IOException {
        try (InputStream in = resource(language.name() + "/" + template)) {
            return filled(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    String filled(String template) {
        String text = template.replace("@NAME@", name.text())
                .replace("@CLASS@", name.className())
                .replace("@FUNCTION@", name.functionName());
        for (String version : versions.stringPropertyNames()) {
            String placeholder = version.replace('.', '_').toUpperCase(Locale.ROOT);
            text = text.replace("@" + placeholder + "@", versions.getProperty(version));
        }
        return text;
    }

    private static InputStream resource(String path) {
        return Objects.requireNonNull(Template.class.getResourceAsStream("/io/mist/cli/project/" + path), path);
    }
}
