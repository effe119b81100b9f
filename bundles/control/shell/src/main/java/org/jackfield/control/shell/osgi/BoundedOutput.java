package org.jackfield.control.shell.osgi;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps what is written up to a number of bytes and forgets the rest. Threads of one pipeline may write at the same time. */
final class BoundedOutput extends OutputStream {
    private final int mostBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean cut;

    BoundedOutput(final int mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    public synchronized void write(final int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(final byte[] source, final int from, final int length) {
        final int room = Math.min(length, mostBytes - bytes.size());
        bytes.write(source, from, room);
        cut |= room < length;
    }

    /** What was written since the last call, with a note when something is missing. */
    synchronized String take() {
        final String text = bytes.toString(StandardCharsets.UTF_8) + (cut ? "\n... cut\n" : "");
        bytes.reset();
        cut = false;
        return text;
    }
}
