package io.mist.worker.contract.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that most resembles an unknown one. */
public final class Suggestion {

    /** Longer names are not compared, since the work grows with the square. */
    private static final int MAX_CHARACTERS = 100;

    private Suggestion() {}

    /** {@code ; did you mean 'filter'?}, or a list of the known names. */
    public static String forName(String unknown, Collection<String> known) {
        return nearest(unknown, known)
                .map(name -> "; did you mean '" + name + "'?")
                .orElseGet(() ->
                        known.isEmpty() ? " (expected: none)" : " (expected: one of " + String.join(", ", known) + ")");
    }

    private static Optional<String> nearest(String unknown, Collection<String> known) {
        if (unknown.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        String wanted = fold(unknown);
        return known.stream()
                .filter(name -> name.length() <= MAX_CHARACTERS)
                .filter(name -> distance(wanted, fold(name)) <= (name.length() + 1) / 3)
                .min(Comparator.comparingInt(name -> distance(wanted, fold(name))));
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** The number of insertions, deletions, replacements and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = step(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] d, int i, int j) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
