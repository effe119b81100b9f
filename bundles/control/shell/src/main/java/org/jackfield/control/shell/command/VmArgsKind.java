package org.jackfield.control.shell.command;

import java.util.Locale;

/** How a virtual machine is joined to a tap port. */
enum VmArgsKind {
    /** A macvtap in mode {@code passthru} on the port's netdev; the machine's queues are descriptors of it. */
    MACVTAP("m"),
    /** A tap of the machine's own, joined to the port's netdev by tc: for what can only open a tap by name. */
    REDIRECT("q");

    private final String letter;

    VmArgsKind(final String letter) {
        this.letter = letter;
    }

    /** What the name of the further device begins with. */
    String letter() {
        return letter;
    }

    /** The word of the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
