package org.jackfield.control.shell.command;

import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.MeasuresInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measuring inside of workers, on demand. */
@Command(
        name = "measure",
        description = "Measure inside of workers, or no more: batches, rings, and how long frames stay.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  jackfield worker measure on --seconds 60"})
final class MeasureCommand extends CommandGroup {
    MeasureCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "on",
            description = "Measure from now on, from 0; 'worker measures' shows it.",
            footer = {"", "Example:", "  jackfield worker measure on --seconds 60"})
    int on(
            @Option(
                            names = "--seconds",
                            paramLabel = "SECONDS",
                            defaultValue = "0",
                            description = "End by itself after that time, 1 to 86400; 0, as without it: measure on.")
                    final long seconds,
            @Option(
                            names = "--all-moves",
                            description =
                                    "Look at all frames for moves of flows, not at those of one in 16 batches: measuring costs a frame a twentieth then.")
                    final boolean allMoves)
            throws AdminException {
        root().services().admin().measure(true, seconds, allMoves);
        return answer("workers measure" + (seconds == 0 ? "" : " for " + seconds + " s") + "\n");
    }

    @Command(
            name = "off",
            description = "Measure no more; what was measured stays to be shown.",
            footer = {"", "Example:", "  jackfield worker measure off"})
    int off() throws AdminException {
        root().services().admin().measure(false, 0);
        return answer("workers measure no more\n");
    }

    private int answer(final String text) throws AdminException {
        final MeasuresInfo measures = root().services().view().measures();
        return root().print(Documents.of("measures", InstrumentDocuments.measures(measures)), () -> text);
    }
}
