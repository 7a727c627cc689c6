package io.mist.protocol;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelt one may stand for. */
public final class Spelling {

    /** Longer words are not compared: nobody has a key like this. */
    private static final int MAX_LENGTH = 60;

    private Spelling() {}

    /** The known word that is nearest, if it is near; camelCase, snake_case and kebab-case count as the same. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String kebab = kebab(word);
        return known.stream()
                .filter(k -> distance(kebab, kebab(k)) <= Math.max(1, Math.min(kebab.length(), k.length()) / 3))
                .min(Comparator.comparingInt((String k) -> distance(kebab, kebab(k)))
                        .thenComparing(k -> distance(word, k))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String kebab(String word) {
        return word.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Letters to insert, remove, replace or swap with their neighbour, to make one word of the other. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : step(a, b, steps, i, j);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] steps, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int fewest = Math.min(steps[i - 1][j - 1] + (same ? 0 : 1), Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, steps[i - 2][j - 2] + 1) : fewest;
    }
}
