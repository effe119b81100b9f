package org.jackfield.core.worker;

import org.jackfield.api.frame.HotPath;

/** Frames of the present batch that belong to one other worker. */
@HotPath
final class Outbox {
    final int[] ids;
    int count;

    Outbox(final int capacity) {
        ids = new int[capacity];
    }

    void add(final int id) {
        ids[count++] = id;
    }
}
