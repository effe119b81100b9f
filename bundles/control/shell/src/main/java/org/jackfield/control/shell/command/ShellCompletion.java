package org.jackfield.control.shell.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the end of a line of the Felix shell may become: names of its commands, and behind one of ours what that takes. */
public final class ShellCompletion {
    private static final String OURS = "jack:";

    private final SwitchServices services;
    private final List<String> names;

    /**
     * For a shell.
     *
     * @param names its commands, as {@code scope:function}
     */
    public ShellCompletion(final SwitchServices services, final List<String> names) {
        this.services = services;
        this.names = List.copyOf(names);
    }

    /** The candidates for the last word, one a line, a tab and a description behind it where there is one. */
    public String of(final String begun) {
        final StringBuilder text = new StringBuilder();
        candidates(begun)
                .forEach((candidate, sentence) -> text.append(candidate)
                        .append(sentence.isEmpty() ? "" : "\t" + sentence)
                        .append('\n'));
        return text.toString();
    }

    private SortedMap<String, String> candidates(final String begun) {
        final String command = begun.substring(lastOf(begun, "|;{(") + 1).stripLeading();
        final List<String> words = new ArrayList<>(Arrays.asList(command.split("\\s+", -1)));
        if (words.size() == 1) {
            return commands(words.get(0));
        }
        final String first = words.get(0);
        final String name = first.startsWith(OURS) ? first.substring(OURS.length()) : first;
        if (!names.contains(OURS + name)) {
            return new TreeMap<>();
        }
        words.set(0, name);
        return new Completion(Commands.commandLine(services, Request.of()), services).of(words);
    }

    private SortedMap<String, String> commands(final String begun) {
        final SortedMap<String, String> found = new TreeMap<>();
        for (final String name : names) {
            final String plain = name.substring(name.indexOf(':') + 1);
            if (name.startsWith(begun) && (begun.contains(":") || begun.isEmpty())) {
                found.put(name, "");
            } else if (plain.startsWith(begun)) {
                found.put(plain, name);
            }
        }
        return found;
    }

    private static int lastOf(final String text, final String ends) {
        int last = -1;
        for (final char end : ends.toCharArray()) {
            last = Math.max(last, text.lastIndexOf(end));
        }
        return last;
    }
}
