package org.jackfield.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jackfield.control.shell.command.JackfieldCommand;

/** The version of this program. */
public final class ProgramVersion {
    private ProgramVersion() {}

    /** As the build wrote it; "unknown" when it did not. */
    public static String text() {
        final Properties properties = new Properties();
        try (InputStream in = JackfieldCommand.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (final IOException broken) {
            throw new UncheckedIOException("the version of this program cannot be read", broken);
        }
    }
}
