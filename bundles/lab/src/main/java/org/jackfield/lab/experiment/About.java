package org.jackfield.lab.experiment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What a folder of results is of: which experiment, run how, by whom and where. Immutable.
 *
 * @param digest SHA-256 of the experiment's file
 * @param mode live or simulated
 * @param repetitions of each trial
 * @param seconds a trial sends
 * @param seeds of the repetitions
 * @param sessions the runs that filled it: one, and one more for each time it was resumed
 */
public record About(
        String digest, Mode mode, int repetitions, double seconds, List<Long> seeds, List<Session> sessions) {
    /**
     * One run.
     *
     * @param date when it began, in UTC
     * @param command words of the command line
     * @param version of Jackfield
     * @param machine it ran on
     */
    public record Session(String date, List<String> command, String version, Machine machine) {
        /** Copies what it is given. */
        public Session {
            command = List.copyOf(command);
        }
    }

    /** Copies what it is given. */
    public About {
        seeds = List.copyOf(seeds);
        sessions = List.copyOf(sessions);
    }

    /** A new folder's. */
    public static About of(final String text, final Experiment experiment, final Mode mode, final Session session) {
        final List<Long> seeds = Plan.of(experiment, mode).stream()
                .map(planned -> planned.trial().seed())
                .distinct()
                .toList();
        final Experiment.Effort effort = experiment.effort();
        return new About(digest(text), mode, effort.repetitions(), effort.seconds(), seeds, List.of(session));
    }

    /** The same, resumed. */
    public About and(final Session session) {
        final List<Session> more = new ArrayList<>(sessions);
        more.add(session);
        return new About(digest, mode, repetitions, seconds, seeds, more);
    }

    /** The experiment as it was run. */
    public Experiment apply(final Experiment experiment) throws LabException {
        return experiment.with(repetitions, seconds);
    }

    /** SHA-256 of a text, in hexadecimal. */
    public static String digest(final String text) {
        try {
            final MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    JsonObject toJson() {
        final JsonObject object = new JsonObject();
        object.addProperty("digest", digest);
        object.addProperty("mode", mode.word());
        object.addProperty("repetitions", repetitions);
        object.addProperty("seconds", seconds);
        final JsonArray numbers = new JsonArray();
        seeds.forEach(numbers::add);
        object.add("seeds", numbers);
        final JsonArray all = new JsonArray();
        sessions.forEach(session -> all.add(toJson(session)));
        object.add("sessions", all);
        return object;
    }

    private static JsonObject toJson(final Session session) {
        final JsonObject object = new JsonObject();
        object.addProperty("date", session.date());
        final JsonArray words = new JsonArray();
        session.command().forEach(words::add);
        object.add("command", words);
        object.addProperty("version", session.version());
        object.addProperty("cpu", session.machine().cpu());
        object.addProperty("processors", session.machine().processors());
        object.addProperty("memoryBytes", session.machine().memoryBytes());
        object.addProperty("kernel", session.machine().kernel());
        object.addProperty("java", session.machine().java());
        return object;
    }

    static About read(final JsonObject object) {
        final List<Long> seeds = new ArrayList<>();
        object.getAsJsonArray("seeds").forEach(each -> seeds.add(each.getAsLong()));
        final List<Session> sessions = new ArrayList<>();
        object.getAsJsonArray("sessions").forEach(each -> sessions.add(session(each.getAsJsonObject())));
        return new About(
                object.get("digest").getAsString(),
                Mode.valueOf(object.get("mode").getAsString().toUpperCase(Locale.ROOT)),
                object.get("repetitions").getAsInt(),
                object.get("seconds").getAsDouble(),
                seeds,
                sessions);
    }

    private static Session session(final JsonObject object) {
        final List<String> words = new ArrayList<>();
        for (final JsonElement word : object.getAsJsonArray("command")) {
            words.add(word.getAsString());
        }
        final Machine machine = new Machine(
                object.get("cpu").getAsString(),
                object.get("processors").getAsInt(),
                object.get("memoryBytes").getAsLong(),
                object.get("kernel").getAsString(),
                object.get("java").getAsString());
        return new Session(
                object.get("date").getAsString(), words, object.get("version").getAsString(), machine);
    }
}
