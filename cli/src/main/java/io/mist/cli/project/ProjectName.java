package io.mist.cli.project;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A project's name, which is also its job's and its route's, and its forms in programs. */
public record ProjectName(String text) {

    private static final int MAX_CHARACTERS = 64;
    private static final Pattern VALID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** Class names that the templates use for something else. */
    private static final Set<String> RESERVED = Set.of(
            "Assertions",
            "Batch",
            "Contract",
            "Default",
            "Doc",
            "Encoders",
            "Exception",
            "Input",
            "Job",
            "Line",
            "List",
            "Live",
            "Output",
            "Override",
            "SparkSession",
            "StreamJob",
            "StreamingQuery",
            "String",
            "Test",
            "TestInput",
            "TestLive",
            "TestOutput",
            "TestSpark",
            "Unit");

    /** Keywords of Python, and names that its template uses for something else. */
    private static final Set<String> RESERVED_IN_PYTHON = Set.of(
            "and",
            "as",
            "assert",
            "async",
            "await",
            "break",
            "case",
            "class",
            "col",
            "continue",
            "dataclass",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
            "match",
            "mist",
            "nonlocal",
            "not",
            "or",
            "pass",
            "pyspark",
            "raise",
            "return",
            "str",
            "try",
            "type",
            "while",
            "with",
            "yield");

    /**
     * @throws IllegalArgumentException if it is no name for a job; the message says what is expected
     */
    public ProjectName {
        if (text.length() > MAX_CHARACTERS || !VALID.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' (expected: lower-case letters, digits, and hyphens between them, at most "
                            + MAX_CHARACTERS + " characters, such as log-alerts)");
        }
    }

    /** {@code LogAlerts}. */
    String className() {
        String joined = Arrays.stream(text.split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
        if (Character.isDigit(joined.charAt(0))) {
            return "Job" + joined;
        }
        return RESERVED.contains(joined) ? joined + "Job" : joined;
    }

    /** {@code log_alerts}. */
    String functionName() {
        String joined = text.replace('-', '_');
        boolean needsPrefix = Character.isDigit(joined.charAt(0)) || RESERVED_IN_PYTHON.contains(joined);
        return needsPrefix ? "job_" + joined : joined;
    }
}
