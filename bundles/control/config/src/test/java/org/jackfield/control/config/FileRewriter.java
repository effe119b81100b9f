package org.jackfield.control.config;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Random;

/** A process that rewrites one port's file for ever and is killed. It tells the number of each text that is written. */
final class FileRewriter {
    static final ConfigName FILE = new ConfigName("org.jackfield.port.tap", "vm1");

    private static final int MOST_LINES = 2_000;

    private FileRewriter() {}

    /** Takes the folder and the number to begin with. */
    public static void main(final String[] args) throws IOException {
        final ConfigFolder folder = new ConfigFolder(Path.of(args[0]));
        final OutputStream told = System.out;
        for (int number = Integer.parseInt(args[1]); ; number++) {
            folder.write(FILE, text(number));
            told.write((number + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            told.flush();
        }
    }

    /** A text that begins with its number and is as long as chance will have it, but always as long for a number. */
    static String text(final int number) {
        final Random random = new Random(number);
        final StringBuilder text = new StringBuilder("# " + number + "\n");
        for (int lines = random.nextInt(10) == 0 ? random.nextInt(MOST_LINES) : random.nextInt(20);
                lines > 0;
                lines--) {
            text.append("key")
                    .append(lines)
                    .append(" = ")
                    .append(random.nextLong())
                    .append('\n');
        }
        return text.toString();
    }
}
