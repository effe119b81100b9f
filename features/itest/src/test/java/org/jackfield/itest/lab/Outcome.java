package org.jackfield.itest.lab;

import org.jackfield.launcher.traffic.FlowReport;
import org.jackfield.launcher.traffic.ReceiveReport;
import org.jackfield.launcher.traffic.SendReport;

/**
 * What numbered traffic met on its way.
 *
 * @param sent the sender's account
 * @param received the receiver's account
 */
public record Outcome(SendReport sent, ReceiveReport received) {
    /** Frames that the sender's kernel took and that never reached the receiver's socket, over all flows. */
    public long lost() {
        return missing() - received.socketDrops();
    }

    private long missing() {
        long missing = 0;
        for (final FlowReport flow : received.flows()) {
            missing += sent.sentPerFlow()[flow.flow()] - (flow.received() - flow.duplicated());
        }
        return missing;
    }

    /** Frames that came after a later one of their flow. */
    public long reordered() {
        return received.flows().stream().mapToLong(FlowReport::reordered).sum();
    }

    /** Frames that came more than once. */
    public long duplicated() {
        return received.flows().stream().mapToLong(FlowReport::duplicated).sum();
    }

    /** The longest silence in any flow, in microseconds. */
    public long longestGapUs() {
        return received.flows().stream()
                .mapToLong(FlowReport::longestGapUs)
                .max()
                .orElse(0);
    }

    /** Frames a second that the sender really sent. */
    public long rate() {
        return sent.sent() * 1000 / Math.max(1, sent.elapsedMs());
    }

    /** Fails unless traffic flowed in every flow and no frame was lost, reordered or duplicated. */
    public Outcome mustBePerfect() {
        return mustBeComplete().mustBeInOrder();
    }

    /** Fails unless traffic flowed in every flow and no frame was lost or duplicated. */
    public Outcome mustBeComplete() {
        must(received.flows().stream().allMatch(flow -> flow.received() > 0), "a flow without any frame");
        must(sent.refused() == 0, "frames refused by the sender's kernel");
        must(lost() == 0, lost() + " frames lost");
        must(duplicated() == 0, duplicated() + " frames duplicated");
        return this;
    }

    /** Fails unless all flows kept their order. */
    public Outcome mustBeInOrder() {
        must(reordered() == 0, reordered() + " frames reordered");
        return this;
    }

    private void must(final boolean condition, final String complaint) {
        if (!condition) {
            throw new AssertionError(complaint + ": " + this);
        }
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("sent " + sent.sent() + ", received " + received.received()
                + ", lost " + lost() + ", reordered " + reordered() + ", duplicated " + duplicated()
                + ", dropped by the receiver's full socket " + received.socketDrops() + ", refused " + sent.refused()
                + " " + sent.lastRefusal());
        for (final FlowReport flow : received.flows()) {
            if (!flow.firstTrouble().isEmpty() || flow.received() != sent.sentPerFlow()[flow.flow()]) {
                text.append("\n  ").append(flow).append(" of ").append(sent.sentPerFlow()[flow.flow()]);
            }
        }
        return text.toString();
    }
}
