package org.jackfield.api.admin;

import java.util.List;

/**
 * A change of steering that the switch remembers. Finer than events: also what a periodic policy does silently is here.
 *
 * @param number counts up from 1 since the switch started
 * @param timeMs when it happened, milliseconds since 1970-01-01 UTC
 * @param kind what kind of change
 * @param subject the policy, or what else it is about
 * @param text one sentence for people, with the reason
 * @param moves buckets that got another owner, of a hand-over; empty otherwise
 * @param durationNs how long the hand-over took, in nanoseconds; 0 otherwise
 * @param parkedFrames frames that had to wait for it
 */
public record SteeringChange(
        long number,
        long timeMs,
        Kind kind,
        String subject,
        String text,
        List<Move> moves,
        long durationNs,
        long parkedFrames) {
    /** Kinds of changes. */
    public enum Kind {
        /** Another policy, or none, is in force, or one lost its right to decide for frames. */
        POLICY,
        /** A policy, or somebody by hand, decided about owners. */
        DECISION,
        /** Buckets, queues of a port or the decision for each frame changed hands. */
        HAND_OVER,
        /** A policy or its decision was not followed. */
        REFUSED,
        /** What the operator allows has changed. */
        LIMITS
    }

    /**
     * Buckets that moved from one worker to another.
     *
     * @param from the former owner
     * @param to the new owner
     * @param count how many buckets
     * @param buckets which, as a list of ranges such as {@code 0-3,17}
     */
    public record Move(int from, int to, int count, String buckets) {}
}
