package dev.firn.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody meant who misspelled a word. */
final class Spelling {

    /** How many letters may be wrong. */
    private static final int DISTANCE_MAX = 2;

    private Spelling() {}

    /** The one of {@code words} that is most like {@code word}, if one is. */
    static Optional<String> nearest(String word, Collection<String> words) {
        return words.stream()
                .filter(other -> distance(word, other) <= allowed(word))
                .min(
                        Comparator.comparingInt((String other) -> distance(word, other))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** Of a short word, half may be wrong. */
    private static int allowed(String word) {
        return Math.min(DISTANCE_MAX, word.length() / 2);
    }

    /** How many letters have to be put in, left out or changed (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
