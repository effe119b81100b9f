package org.jackfield.api.event;

/**
 * Something that happened, worth one line in a log.
 *
 * @param kind what kind of thing
 * @param subject the port, stage, worker, bundle, file or policy it happened to
 * @param text one sentence for people, with the reason
 */
public record SwitchEvent(Kind kind, String subject, String text) {
    /** Kinds of events. */
    public enum Kind {
        /** A port became active. */
        PORT_ACTIVE,
        /** A port was closed. */
        PORT_CLOSED,
        /** A port failed. */
        PORT_FAULTED,
        /** A port was changed in place. */
        PORT_CHANGED,
        /** A change was refused; the old state stays. */
        PORT_REFUSED,
        /** The owners of buckets changed. */
        STEERING_CHANGED,
        /** A policy that is evaluated beside the one in force came, waits, broke or went. */
        SHADOW,
        /** The code of an open port went or came back while the port went on. */
        PORT_LINGERS,
        /** The carrier of a port's device came or went. */
        LINK,
        /** A bundle was installed, updated, started, stopped, removed, or refused. */
        BUNDLE,
        /** A configuration file was read, changed or refused. */
        CONFIGURATION,
        /** A stage came, changed or went. */
        STAGE,
        /** A stage failed, or a change of it was refused. */
        STAGE_FAULTED,
        /** A worker started, ended, was replaced or met an error. */
        WORKER,
        /** The switch itself was replaced by another version, or could not be. */
        CORE
    }
}
