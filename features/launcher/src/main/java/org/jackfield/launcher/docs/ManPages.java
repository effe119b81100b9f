package org.jackfield.launcher.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Man pages from the model of the commands: one for {@code jackfield} and one for each of its commands, with the subcommands in
 * it. The help texts are the only source. A footer begins its example with "Example:"; indented lines there are commands.
 */
final class ManPages {
    private final CommandLine root;

    ManPages(final CommandLine root) {
        this.root = root;
    }

    /** All pages: name without section, to text. */
    SortedMap<String, String> all() {
        final SortedMap<String, String> pages = new TreeMap<>();
        pages.put("jackfield", page(root));
        CompletionScripts.visible(root).forEach((name, command) -> pages.put("jackfield-" + name, page(command)));
        return pages;
    }

    private String page(final CommandLine command) {
        final CommandSpec spec = command.getCommandSpec();
        final String name = spec.qualifiedName("-");
        final Map<String, CommandLine> subcommands = CompletionScripts.visible(command);
        final Roff page = new Roff(name);
        page.section("NAME").text(name + " - " + summary(spec));
        page.section("SYNOPSIS");
        if (spec.parent() == null || subcommands.isEmpty()) {
            page.line(synopsis(command));
        } else {
            subcommands.values().forEach(one -> page.line(synopsis(one)));
        }
        page.section("DESCRIPTION");
        description(page, spec);
        if (!subcommands.isEmpty()) {
            page.section("COMMANDS");
            subcommands.forEach((title, one) -> subcommand(page, spec.parent() == null, title, one));
        }
        parameters(page, spec, true);
        page.section("OPTIONS");
        options(page, spec.options());
        page.section("EXIT STATUS")
                .item("0", "done")
                .item("1", "refused; nothing has changed")
                .item("2", "wrong usage")
                .item("3", "no switch is running");
        page.section("FILES")
                .item("/run/jackfield/control.sock", "control socket of a switch run by root")
                .item("/etc/jackfield", "configuration, one commented file for each port")
                .item("/var/lib/jackfield", "state; deployed bundles are in deploy");
        page.section("ENVIRONMENT")
                .item("JACKFIELD_SOCKET", "control socket, when --socket is not given")
                .item("JACKFIELD_JAVA_OPTIONS", "further options of the Java virtual machine")
                .item("JAVA_HOME", "the Java to use; else java on the path")
                .item("NO_COLOR", "when set, no colours");
        page.section("EXAMPLES").examples(examples(command));
        page.section("SEE ALSO").text(seeAlso(spec));
        return page.toString();
    }

    private static void subcommand(
            final Roff page, final boolean ofRoot, final String title, final CommandLine command) {
        final CommandSpec spec = command.getCommandSpec();
        if (ofRoot) {
            page.item(title, summary(spec) + "; see jackfield-" + title + "(1)");
            return;
        }
        page.subsection(synopsis(command));
        description(page, spec);
        parameters(page, spec, false);
        options(
                page,
                spec.options().stream().filter(option -> !option.inherited()).toList());
    }

    private static void description(final Roff page, final CommandSpec spec) {
        for (final String paragraph : spec.usageMessage().description()) {
            page.text(plain(paragraph));
        }
    }

    private static void parameters(final Roff page, final CommandSpec spec, final boolean withTitle) {
        final List<PositionalParamSpec> shown = spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .toList();
        if (!shown.isEmpty() && withTitle) {
            page.section("PARAMETERS");
        }
        shown.forEach(parameter -> page.item(parameter.paramLabel(), sentences(parameter.description())));
    }

    private static void options(final Roff page, final List<OptionSpec> options) {
        for (final OptionSpec option : options) {
            if (!option.hidden()) {
                final String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                final String form = option.arity().min() == 0 && option.arity().max() > 0
                        ? "[=" + option.paramLabel() + "]"
                        : value;
                page.item(String.join(", ", option.names()) + form, describe(option));
            }
        }
    }

    private static String describe(final OptionSpec option) {
        final String fallback = String.valueOf(option.initialValue() == null ? "" : option.initialValue());
        return sentences(option.description()).replace("${DEFAULT-VALUE}", fallback);
    }

    private static String synopsis(final CommandLine command) {
        final String full = command.getHelp().synopsis(0);
        final String joined = plain(full).replaceAll("\\s+", " ").strip();
        return joined.replace(" [-hj]", "").replace(" [--socket=PATH]", "");
    }

    private static List<String> examples(final CommandLine command) {
        final List<String> examples = new ArrayList<>();
        collect(command, examples);
        CompletionScripts.visible(command).values().forEach(one -> collect(one, examples));
        return examples.stream().distinct().toList();
    }

    private static void collect(final CommandLine command, final List<String> examples) {
        for (final String line : command.getCommandSpec().usageMessage().footer()) {
            if (line.startsWith("  ")) {
                examples.add(line.strip());
            }
        }
    }

    private String seeAlso(final CommandSpec spec) {
        final List<String> pages = new ArrayList<>();
        if (spec.parent() == null) {
            CompletionScripts.visible(root).keySet().forEach(name -> pages.add("jackfield-" + name + "(1)"));
        } else {
            pages.add("jackfield(1)");
        }
        return String.join(", ", pages);
    }

    /** The first sentence of a description, as a title: lower case, no full stop. */
    private static String summary(final CommandSpec spec) {
        final String first = plain(spec.usageMessage().description()[0]);
        return first.substring(0, 1).toLowerCase(Locale.ROOT)
                + first.substring(1).replaceAll("\\.\\s*$", "");
    }

    private static String sentences(final String... lines) {
        return plain(String.join(" ", lines));
    }

    private static String plain(final String text) {
        return Ansi.OFF.string(text.replace("%n", "")).strip();
    }
}
