package org.jackfield.lab.report;

import java.util.List;
import java.util.Locale;

/** What results say to a question. */
public enum Answer {
    /** The interval leaves nothing else. */
    YES,
    /** The interval leaves nothing else. */
    NO,
    /** The interval leaves both. */
    UNDECIDED,
    /** Yes in one case, no in another. */
    DEPENDS,
    /** Numbers are missing. */
    UNMEASURED;

    /** For people. */
    public String words() {
        return this == DEPENDS ? "it depends" : this == UNMEASURED ? "not measured" : name().toLowerCase(Locale.ROOT);
    }

    /** The answer to a question from those in all its cases. */
    static Answer all(final List<Answer> answers) {
        if (answers.contains(YES) && answers.contains(NO)) {
            return DEPENDS;
        }
        if (answers.stream().distinct().count() == 1) {
            return answers.get(0);
        }
        return answers.isEmpty() ? UNMEASURED : UNDECIDED;
    }
}
