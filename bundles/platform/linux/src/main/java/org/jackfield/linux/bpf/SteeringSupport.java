package org.jackfield.linux.bpf;

import org.jackfield.api.frame.FlowHash;

/**
 * Whether the kernel can steer for us.
 *
 * @param available whether the steering program loads
 * @param reason why not, and what to do; empty when it does
 */
public record SteeringSupport(boolean available, String reason) {
    /** Loads the steering program and throws it away. Any thread but workers; some milliseconds. */
    public static SteeringSupport probe() {
        try (SteeringProgram loaded = SteeringProgram.load(FlowHash.BUCKETS)) {
            return new SteeringSupport(true, "");
        } catch (final BpfException e) {
            return new SteeringSupport(false, String.valueOf(e.getMessage()));
        }
    }
}
