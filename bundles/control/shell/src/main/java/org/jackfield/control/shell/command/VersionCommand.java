package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Which switch this is. */
@Command(
        name = "version",
        description = "Show the version.",
        footer = {"", "Example:", "  jackfield version"})
final class VersionCommand extends SwitchCommand implements Callable<Integer> {
    VersionCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() {
        final JsonObject document = new JsonObject();
        document.addProperty("version", version());
        document.addProperty("java", Runtime.version().toString());
        return root().print(document, () -> "jackfield " + version() + " (Java " + Runtime.version() + ")\n");
    }

    private static String version() {
        final Properties properties = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (final IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return properties.getProperty("version", "unknown");
    }
}
