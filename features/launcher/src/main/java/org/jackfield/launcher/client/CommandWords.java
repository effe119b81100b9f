package org.jackfield.launcher.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a command line, as far as this program must know them.
 *
 * @param command the first word that is no option
 * @param socket value of {@code --socket}, empty when absent
 * @param words all words but {@code --socket} and its value
 * @param options words before {@code --}
 */
public record CommandWords(String command, String socket, List<String> words, List<String> options) {
    private static final String SOCKET = "--socket";
    private static final String SOCKET_IS = "--socket=";

    /** Reads the words as typed. */
    public static CommandWords of(final List<String> args) {
        final List<String> words = new ArrayList<>();
        String socket = "";
        String command = "";
        int i = 0;
        for (; i < args.size() && !args.get(i).equals("--"); i++) {
            final String word = args.get(i);
            if (word.equals(SOCKET) && i + 1 < args.size()) {
                i++;
                socket = args.get(i);
            } else if (word.startsWith(SOCKET_IS)) {
                socket = word.substring(SOCKET_IS.length());
            } else {
                command = command.isEmpty() && !word.startsWith("-") ? word : command;
                words.add(word);
            }
        }
        final List<String> options = List.copyOf(words);
        words.addAll(args.subList(Math.min(i, args.size()), args.size()));
        return new CommandWords(command, socket, words, options);
    }
}
