package org.jackfield.lab.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Experiments that come with the laboratory, to run as they are and to start from. */
public final class ReadyExperiments {
    private static final List<String> NAMES = List.of(
            "small-packets", "what-tun-forgets", "spray-or-stick", "elephants", "queues-come-and-go", "to-64-queues");

    private ReadyExperiments() {}

    /** Their names. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * The file of one.
     *
     * @throws LabException when there is none of this name
     */
    public static String text(final String name) throws LabException {
        if (!NAMES.contains(name)) {
            throw new LabException("no experiment '" + name + "'; " + Near.remedy(name, NAMES));
        }
        final String resource = "/org/jackfield/lab/experiments/" + name + ".yaml";
        try (InputStream in = ReadyExperiments.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new LabException("no " + resource + " in this distribution");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
