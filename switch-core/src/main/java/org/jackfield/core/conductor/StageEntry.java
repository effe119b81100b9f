package org.jackfield.core.conductor;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StageScope;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.core.stats.StageCounters;
import org.jackfield.core.view.ActiveStage;
import org.jspecify.annotations.Nullable;

/**
 * What the switch knows of one stage. Fields of the first group are written by the conductor only, those of the second by the stage's
 * own serial tasks, those of the third by whoever learns of a wish.
 */
final class StageEntry {
    /** Where a stage is in its life. */
    enum State {
        SEEN,
        ACTIVE,
        FAULTED,
        CLOSED
    }

    final String name;
    final String type;
    final Stage code;
    final StagePhase phase;
    final StageCounters counters;

    // Conductor.
    State state = State.SEEN;
    String reason = "";
    int ranking;
    long retryAtNs;
    int failures;
    final PortQuarantine quarantine;
    /** What is in force; null while nothing is. */
    @Nullable
    InForce inForce;

    // The stage's serial tasks.
    @Nullable
    StageSettings applied;

    // Wishes, latest wins.
    volatile StageSettings wanted;
    volatile boolean gone;
    /** Completes when the switch has forgotten the stage. */
    final CompletableFuture<@Nullable Void> forgotten = new CompletableFuture<>();

    /** A plan in force. */
    record InForce(ActiveStage stage, StageScope scope, String[] ports) {}

    StageEntry(final Stage code, final StagePhase phase, final StageSettings wanted, final int workers) {
        this.code = code;
        this.phase = phase;
        this.wanted = wanted;
        this.name = wanted.name();
        this.type = wanted.text(StageSettings.TYPE).orElse("?");
        this.ranking = wanted.ranking();
        this.counters = new StageCounters(workers);
        this.quarantine = new PortQuarantine("jackfield stage retry " + name);
    }

    /** Short facts from the stage's own code; when it fails, what failed. Any thread that may block. */
    Map<String, String> details() {
        try {
            return code.details();
        } catch (final RuntimeException | Error broken) {
            return Map.of("details", "failed: " + broken);
        }
    }

    /** Where the stage now is in its life, and why. The conductor only. */
    boolean mark(final State next, final String why) {
        state = next;
        reason = why;
        return true;
    }
}
