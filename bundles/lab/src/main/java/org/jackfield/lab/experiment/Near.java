package org.jackfield.lab.experiment;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word somebody may have meant: the one the fewest letters away (Levenshtein 1966). */
final class Near {
    private static final int LETTERS_PER_SLIP = 3;

    private Near() {}

    /** What to add to a message about an unknown word: a guess, or all there are. */
    static String remedy(final String word, final Collection<String> known) {
        return of(word, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElseGet(() -> "there are " + String.join(", ", known));
    }

    static Optional<String> of(final String word, final Collection<String> known) {
        return known.stream()
                .filter(each -> distance(word, each) <= Math.max(word.length(), each.length()) / LETTERS_PER_SLIP)
                .min(Comparator.comparingInt(each -> distance(word, each)));
    }

    private static int distance(final String from, final String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            final int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                final int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
            }
            above = row;
        }
        return above[to.length()];
    }
}
