package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Keeps phrases out of comments, messages, test names and documents that readers stumble over; CONTRIBUTING.md says how to
 * write instead. A plain test: the prose linters on the registries fetch a binary when they run (Vale), have no rules of
 * one's own (proselint), or do not read comments in Java and Scala (textlint).
 */
class ProseTest {

    /** The modules, folders and files that are checked. */
    private static final List<String> CHECKED =
            List.of("cli", "dist", "docs", "bench/README.md", "README.md", "CHANGELOG.md", "CONTRIBUTING.md");

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEXT = Pattern.compile(
            ".*\\.(java|py|scala|proto|md|conf|sh|bash|sql)|.*/bin/[\\w-]+|.*/(openapi|schemas)\\.json");

    /** Between two words: blanks, the start of a comment's next line, or the seam of a concatenated string. */
    private static final String GAP = "(?:\\s+(?:(?:\\*|//|#|--)\\s+)?|\"\\s*\\+\\s*\"\\s?)";

    /** Where a sentence may begin: a line, a comment, a cell of a table, a text, or after another sentence. */
    private static final String START =
            "(?:^[\\s/*#-]*|(?<=[.:!?|(] )|(?<=\")|(?<=/\\*\\* )|(?<=@\\w{1,20} \\w{1,40} ))";

    private static final Map<Pattern, String> HABITS = Map.ofEntries(
            habit("whoever", "the caller, the client, anyone who"),
            habit("anew", "again, from scratch"),
            habit("(?:is|are|was|were|be|been|being) told", "is notified, gets, is reported"),
            habit("not to be had", "unavailable, missing"),
            habit("(?:go|goes|gone|went|going) on with", "resume, continue with"),
            habit("(?:go|goes|gone|went) on(?!\\s(?:a|an|the|its|their|one)\\s)", "continue, resume"),
            habit("(?:come|comes|came) to nothing", "fail, have no effect"),
            habit("(?:he|his|him|himself|she|hers)", "the caller, it, its"),
            Map.entry(Pattern.compile("(?m)" + START + "Of(?! course)\\b"), "a noun: 'The size of …'"),
            Map.entry(Pattern.compile("(?m)" + START + "Told\\b"), "a noun or a verb: 'Receives …'"));

    @Test
    void noTextHasAHabitThatReadersStumbleOver() throws IOException {
        List<String> found = new ArrayList<>();
        for (String part : CHECKED) {
            for (Path file : SourceTree.files(ROOT.resolve(part))) {
                if (TEXT.matcher(file.toString()).matches() && !file.endsWith("ProseTest.java")) {
                    found.addAll(habits(file));
                }
            }
        }

        assertThat(found).isEmpty();
    }

    private static List<String> habits(Path file) throws IOException {
        String text = withIdentifiersAsWords(Files.readString(file));
        List<String> found = new ArrayList<>();
        HABITS.forEach((habit, better) -> {
            Matcher matcher = habit.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.end()).lines().count();
                found.add("%s:%d: '%s' (write: %s)"
                        .formatted(
                                ROOT.relativize(file),
                                line,
                                matcher.group().replaceAll("\\s+", " ").strip(),
                                better));
            }
        });
        return found;
    }

    /** {@code theRunGoesOn} and {@code the_run_goes_on} are prose too: the names of tests. */
    private static String withIdentifiersAsWords(String text) {
        return text.replaceAll("(?<=[a-z])(?=[A-Z][a-z])", " ").replaceAll("(?<=[a-z])_(?=[a-z])", " ");
    }

    private static Map.Entry<Pattern, String> habit(String phrase, String better) {
        Pattern pattern = Pattern.compile("\\b" + phrase.replace(" ", GAP) + "\\b", Pattern.CASE_INSENSITIVE);
        return Map.entry(pattern, better);
    }
}
