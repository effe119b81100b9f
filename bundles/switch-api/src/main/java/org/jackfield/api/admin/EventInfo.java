package org.jackfield.api.admin;

import org.jackfield.api.event.SwitchEvent;

/**
 * An event the switch remembers.
 *
 * @param number counts up from 1 since the switch started
 * @param timeMs when it happened, milliseconds since 1970-01-01 UTC
 * @param event what happened
 */
public record EventInfo(long number, long timeMs, SwitchEvent event) {}
