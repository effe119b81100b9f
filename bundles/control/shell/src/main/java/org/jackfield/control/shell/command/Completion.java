package org.jackfield.control.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jackfield.api.admin.AdminException;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What the last word of a command line may become: commands and options from the model of the commands, values from the running
 * switch. Which values fit a place is told by its label in the help, such as PORT or BRIDGE. Without a switch there are no values.
 */
public final class Completion {
    private final CommandLine commands;
    private final LiveValues values;

    /** For these commands on these services. */
    public Completion(final CommandLine commands, final SwitchServices services) {
        this.commands = commands;
        this.values = new LiveValues(services);
    }

    /**
     * The candidates.
     *
     * @param words the words so far without the program's name; the last one is unfinished, maybe empty
     * @return candidate to description, sorted; candidates that end in '=' or '/' want more without a space
     */
    public SortedMap<String, String> of(final List<String> words) {
        final SortedMap<String, String> all = new TreeMap<>();
        final String last = words.isEmpty() ? "" : words.get(words.size() - 1);
        final Place place = new Place(commands.getCommandSpec());
        for (final String word : words.subList(0, Math.max(0, words.size() - 1))) {
            place.pass(word);
        }
        candidates(place, last).forEach((candidate, sentence) -> {
            if (candidate.startsWith(last) || candidate.equals(LiveValues.FILES)) {
                all.put(candidate, sentence);
            }
        });
        return all;
    }

    private Map<String, String> candidates(final Place place, final String last) {
        final Map<String, String> found = new TreeMap<>();
        if (place.open.isPresent()) {
            found.putAll(values(place, place.open.get(), last));
            return found;
        }
        final int equals = last.indexOf('=');
        if (!place.wordsOnly && last.startsWith("-") && equals > 0) {
            place.option(last.substring(0, equals))
                    .ifPresent(option -> values(place, option, last.substring(equals + 1))
                            .forEach((value, text) -> found.put(last.substring(0, equals + 1) + value, text)));
            return found;
        }
        if (!place.wordsOnly && last.startsWith("-")) {
            place.spec.options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> found.put(option.longestName(), Place.sentence(option)));
            return found;
        }
        place.spec.subcommands().forEach((name, command) -> {
            if (place.words.isEmpty()
                    && !command.getCommandSpec().usageMessage().hidden()) {
                found.put(name, Place.sentence(command.getCommandSpec()));
            }
        });
        place.positional().ifPresent(parameter -> found.putAll(values(place, parameter, last)));
        return found;
    }

    private Map<String, String> values(final Place place, final ArgSpec wanted, final String begun) {
        try {
            final String label = wanted.paramLabel().replaceAll("[\\[\\]<>.]", "");
            if (label.equals("KEY=VALUE")) {
                return values.settings(place.type, place.words, begun);
            }
            return values.of(label);
        } catch (final AdminException none) {
            return Map.of();
        }
    }

    /** Where in the commands the words so far lead to. */
    private static final class Place {
        private CommandSpec spec;
        private Optional<OptionSpec> open = Optional.empty();
        private boolean wordsOnly;
        private String type = "";
        private final List<String> words = new ArrayList<>();

        Place(final CommandSpec root) {
            spec = root;
        }

        void pass(final String word) {
            if (open.isPresent()) {
                value(open.get(), word);
                open = Optional.empty();
            } else if (!wordsOnly && word.equals("--")) {
                wordsOnly = true;
            } else if (!wordsOnly && word.startsWith("-")) {
                final int equals = word.indexOf('=');
                final Optional<OptionSpec> option = option(equals < 0 ? word : word.substring(0, equals));
                if (equals < 0) {
                    open = option.filter(one -> one.arity().min() > 0);
                } else {
                    option.ifPresent(one -> value(one, word.substring(equals + 1)));
                }
            } else if (words.isEmpty() && spec.subcommands().containsKey(word)) {
                spec = spec.subcommands().get(word).getCommandSpec();
            } else {
                words.add(word);
            }
        }

        private void value(final OptionSpec option, final String value) {
            if (option.longestName().equals("--type")) {
                type = value;
            }
        }

        Optional<OptionSpec> option(final String name) {
            return Optional.ofNullable(spec.optionsMap().get(name));
        }

        Optional<PositionalParamSpec> positional() {
            return spec.positionalParameters().stream()
                    .filter(parameter -> parameter.index().contains(words.size()))
                    .findFirst();
        }

        static String sentence(final ArgSpec option) {
            return first(option.description());
        }

        static String sentence(final CommandSpec command) {
            return first(command.usageMessage().description());
        }

        private static String first(final String... lines) {
            return lines.length == 0 || lines[0].contains("${") ? "" : lines[0].replace("%n", "");
        }
    }
}
