package org.jackfield.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with a file: all of it at once, each with its place. One thread. */
final class Problems {
    private static final int MOST = 20;

    private final String file;
    private final List<String> found = new ArrayList<>();

    Problems(final String file) {
        this.file = file;
    }

    /** Something is wrong with a key, whose value, or whose mapping when there is none, is given. */
    void add(final Node node, final String path, final String message) {
        found.add(place(node.getStartMark()) + "key '" + path + "': " + message);
    }

    /** Something is wrong with the file itself. */
    void add(final Optional<Mark> mark, final String message) {
        found.add(place(mark) + message);
    }

    private String place(final Optional<Mark> mark) {
        return mark.map(at -> file + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1) + ": ")
                .orElse(file + ": ");
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Ends reading when anything is wrong. */
    void refuse() throws LabException {
        if (!found.isEmpty()) {
            final List<String> shown = new ArrayList<>(found.subList(0, Math.min(MOST, found.size())));
            if (found.size() > MOST) {
                shown.add("and " + (found.size() - MOST) + " more");
            }
            throw new LabException(String.join("\n", shown));
        }
    }
}
