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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keeps phrases out of comments, messages, test names and documents that readers stumble over; CONTRIBUTING.md says how to
 * write instead. A plain test: the prose linters on the registries fetch a binary when they run (Vale), have no rules of
 * one's own (proselint), or do not read comments in Java and Scala (textlint).
 */
class ProseTest {

    /** The modules, folders and files that are checked; an empty name is the whole repository. */
    private static final List<String> CHECKED = List.of("");

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEXT = Pattern.compile(
            ".*\\.(java|py|scala|proto|md|conf|sh|bash|sql|xml)|.*/(bin/[\\w-]+|mist)|.*/(openapi|schemas)\\.json");

    private static final Pattern SNIPPET = Pattern.compile("(?s)<!-- snippet: .*?```.*?```");

    /** Between two words: blanks, the start of a comment's next line, or the seam of a concatenated string. */
    private static final String GAP = "(?:\\s*\"\\s*\\+\\s*\"\\s*|\\s+(?:(?:\\*|//|#|--)\\s+)?)";

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
            Map.entry(Pattern.compile("(?m)" + START + "Told(?= [a-z]+ [a-z])"), "a noun or a verb: 'Receives …'"));

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// A worker is\n    // told so",
                "\"waiting \" + \"goes \" + \"on\"",
                "void theRunGoesOn() {}",
                "def test_the_run_goes_on():",
                "/** Of one push. */",
                "| `timeout` | Of one attempt. |",
                " * @param limit Of the page",
                "/** Told of each line. */"
            })
    void aHabitIsFoundAcrossLinesAndInNames(String text) {
        assertThat(habits("text", text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Of course.", "goes on a thread", "epoch 7 on", "the size of it", "Told told = next();"})
    void otherTextIsLeftAlone(String text) {
        assertThat(habits("text", text)).isEmpty();
    }

    private static List<String> habits(Path file) throws IOException {
        return habits(ROOT.relativize(file).toString(), Files.readString(file));
    }

    private static List<String> habits(String place, String source) {
        String text = withIdentifiersAsWords(withoutSnippets(source));
        List<String> found = new ArrayList<>();
        HABITS.forEach((habit, better) -> {
            Matcher matcher = habit.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.end()).lines().count();
                found.add("%s:%d: '%s' (write: %s)"
                        .formatted(
                                place,
                                line,
                                matcher.group().replaceAll("\\s+", " ").strip(),
                                better));
            }
        });
        return found;
    }

    /** Blank lines in the place of snippets, which are checked where they come from. */
    private static String withoutSnippets(String text) {
        return SNIPPET.matcher(text)
                .replaceAll(found -> "\n".repeat((int) found.group().lines().count() - 1));
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
