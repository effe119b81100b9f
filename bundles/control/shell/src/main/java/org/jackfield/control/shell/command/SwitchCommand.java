package org.jackfield.control.shell.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has: its root, with services and printing, and a way to refuse words that mean nothing. */
abstract class SwitchCommand {
    private final JackfieldCommand root;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    SwitchCommand(final JackfieldCommand root) {
        this.root = root;
    }

    final JackfieldCommand root() {
        return root;
    }

    final CommandSpec spec() {
        return spec;
    }

    /** The exception for a word that cannot mean anything: wrong usage rather than a refusal of the switch. */
    final ParameterException wrong(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
