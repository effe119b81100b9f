package org.jackfield.control.shell.command;

/** Commands that belong together, such as {@code port list} and {@code port add}. */
abstract class CommandGroup extends SwitchCommand implements Runnable {
    CommandGroup(final JackfieldCommand root) {
        super(root);
    }

    /** Refuses the group's name alone. */
    @Override
    public void run() {
        throw wrong(spec().name() + " needs one of: "
                + String.join(", ", spec().subcommands().keySet()));
    }
}
