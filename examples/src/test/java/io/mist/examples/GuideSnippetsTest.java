package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Code in the documentation is code that is tested: {@code <!-- snippet: FILE#REGION -->} above a block says where it is
 * from, and there {@code // region REGION} and {@code // endregion} stand around it, in Python with {@code #}; without a
 * region it is the whole file.
 */
class GuideSnippetsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern MARKER = Pattern.compile("<!-- snippet: ([^\\s#]+)(?:#(\\S+))? -->");
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)(#[^)]*)?\\)");
    private static final Pattern START = Pattern.compile("(?://|#) region (\\S+)");
    private static final Pattern END = Pattern.compile("(?://|#) endregion");
    private static final String FENCE = "```";

    @Test
    void everySnippetEqualsItsRegion() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path page : pages()) {
            List<String> lines = Files.readAllLines(page);
            for (int i = 0; i < lines.size(); i++) {
                Matcher marker = MARKER.matcher(lines.get(i).strip());
                if (marker.matches()) {
                    found.add(marker.group());
                    assertThat(block(lines, i + 1))
                            .as("%s line %d: %s", ROOT.relativize(page), i + 1, marker.group())
                            .isEqualTo(snippet(ROOT.resolve(marker.group(1)), marker.group(2)));
                }
            }
        }
        assertThat(found).isNotEmpty();
    }

    @Test
    void allJavaInTheGuideIsASnippet() throws IOException {
        for (Path page : pages()) {
            List<String> lines = Files.readAllLines(page);
            for (int i = 0; page.startsWith(DOCS.resolve("guide")) && i < lines.size(); i++) {
                if (lines.get(i).strip().equals(FENCE + "java")) {
                    assertThat(lines.get(Math.max(0, i - 1)).strip())
                            .as("%s: the line above the block in line %d", ROOT.relativize(page), i + 1)
                            .matches(MARKER);
                }
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                assertThat(page.resolveSibling(link.group(1)))
                        .as("%s: %s", ROOT.relativize(page), link.group())
                        .exists();
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            Stream<Path> guide = files.filter(file -> file.toString().endsWith(".md"));
            Stream<Path> top =
                    Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md").map(ROOT::resolve);
            return Stream.concat(top, guide).sorted().toList();
        }
    }

    /** The code block that begins in this line. */
    private static String block(List<String> lines, int start) {
        assertThat(lines.get(start).strip()).startsWith(FENCE);
        List<String> block = new ArrayList<>();
        for (int i = start + 1; !lines.get(i).strip().equals(FENCE); i++) {
            block.add(lines.get(i));
        }
        return text(block);
    }

    /** @param region null for the whole file */
    private static String snippet(Path file, String region) throws IOException {
        return region == null ? text(Files.readAllLines(file)) : region(file, region);
    }

    private static String region(Path file, String name) throws IOException {
        List<String> region = new ArrayList<>();
        int depth = 0;
        for (String line : Files.readAllLines(file)) {
            Matcher start = START.matcher(line.strip());
            boolean starts = start.matches();
            if (depth == 0) {
                depth = starts && start.group(1).equals(name) ? 1 : 0;
            } else if (starts) {
                depth++;
            } else if (END.matcher(line.strip()).matches()) {
                if (--depth == 0) {
                    return text(region);
                }
            } else {
                region.add(line);
            }
        }
        throw new AssertionError(ROOT.relativize(file) + " has no whole region '" + name + "'");
    }

    /** Without the indentation that all lines have, and without empty lines around it. */
    private static String text(List<String> lines) {
        // A last line that is empty would count as one without indentation.
        return String.join("\n", lines).stripTrailing().stripIndent().strip();
    }
}
