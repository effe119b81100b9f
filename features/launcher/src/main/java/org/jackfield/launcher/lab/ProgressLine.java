package org.jackfield.launcher.lab;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.lab.experiment.Plan;
import org.jackfield.lab.experiment.Progress;

/** Says how a run goes on: one line that is written anew on a terminal, else a line for each trial. Any thread. */
final class ProgressLine implements Progress {
    private static final int DEFAULT_COLUMNS = 100;

    private final PrintWriter to;
    private final boolean terminal;
    private final int columns;
    private boolean open;

    /** Writes to standard error, whose width may be unknown (0). */
    ProgressLine(final PrintWriter to, final boolean terminal, final int columns) {
        this.to = to;
        this.terminal = terminal;
        this.columns = columns > 0 ? columns : DEFAULT_COLUMNS;
    }

    @Override
    public synchronized void begins(
            final Plan.Planned planned, final int all, final Duration passed, final Optional<Duration> left) {
        final String text = "trial " + planned.number() + " of " + all + " (" + time(passed) + " passed"
                + left.map(time -> ", " + time(time) + " left").orElse("") + "): " + planned.cell() + ", repetition "
                + planned.trial().repetition();
        if (terminal) {
            final String line = text.substring(0, Math.min(text.length(), columns - 1));
            to.print("\r\033[K" + line);
            open = true;
        } else {
            to.println("jackfield: lab: " + text);
        }
        to.flush();
    }

    private static String time(final Duration time) {
        final long hours = time.toHours();
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutesPart(), time.toSecondsPart());
    }

    @Override
    public synchronized void says(final String text) {
        end();
        to.println("jackfield: lab: " + text);
        to.flush();
    }

    /** Ends the line that is written anew. */
    synchronized void end() {
        if (open) {
            to.print("\r\033[K");
            to.flush();
            open = false;
        }
    }
}
