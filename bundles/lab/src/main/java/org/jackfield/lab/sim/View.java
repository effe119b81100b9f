package org.jackfield.lab.sim;

import org.jspecify.annotations.Nullable;

/**
 * What workers act on. Immutable; each change is a new one.
 *
 * @param epoch grows with each view
 * @param owners owner of each bucket
 * @param move the hand-over under way; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record View(int epoch, short[] owners, @Nullable Move move) {}
