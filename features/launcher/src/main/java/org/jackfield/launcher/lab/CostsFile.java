package org.jackfield.launcher.lab;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.experiment.LabException;

/** Costs of work as a file keeps them: the member {@code costs} of what {@code lab calibrate -j} prints, in nanoseconds. */
final class CostsFile {
    private CostsFile() {}

    /** The costs of a file; all of them must be there. */
    static Costs read(final Path file) throws LabException {
        try {
            final JsonElement document = JsonParser.parseString(Files.readString(file));
            if (!document.isJsonObject()
                    || !(document.getAsJsonObject().get("costs") instanceof final JsonObject costs)) {
                throw new LabException(file + " has no costs; make such a file with 'jackfield lab calibrate -j'");
            }
            return costs(costs);
        } catch (final IOException unreadable) {
            throw new LabException("costs of " + file + " cannot be read: " + unreadable, unreadable);
        } catch (final JsonParseException | IllegalArgumentException | IllegalStateException wrong) {
            throw new LabException("costs of " + file + ": " + wrong.getMessage(), wrong);
        }
    }

    private static Costs costs(final JsonObject object) {
        final Map<String, Double> all = values(Costs.measured());
        if (!object.keySet().equals(all.keySet())) {
            throw new IllegalArgumentException("there must be " + String.join(", ", all.keySet()) + ", but there are "
                    + String.join(", ", object.keySet()));
        }
        all.replaceAll((name, standard) -> object.get(name).getAsDouble());
        return new Costs(
                value(all, "readFrame"),
                value(all, "sendFrame"),
                value(all, "perByte"),
                value(all, "perTurn"),
                value(all, "wakeUp"),
                value(all, "wakeOther"),
                value(all, "handoffOut"),
                value(all, "handoffIn"),
                value(all, "perDecision"),
                value(all, "tableWrite"),
                value(all, "wakeDelay"));
    }

    private static double value(final Map<String, Double> all, final String name) {
        return all.getOrDefault(name, 0.0);
    }

    /** Costs by their names, in the order of {@link Costs}. */
    static Map<String, Double> values(final Costs costs) {
        final Map<String, Double> values = new LinkedHashMap<>();
        values.put("readFrame", costs.readFrame());
        values.put("sendFrame", costs.sendFrame());
        values.put("perByte", costs.perByte());
        values.put("perTurn", costs.perTurn());
        values.put("wakeUp", costs.wakeUp());
        values.put("wakeOther", costs.wakeOther());
        values.put("handoffOut", costs.handoffOut());
        values.put("handoffIn", costs.handoffIn());
        values.put("perDecision", costs.perDecision());
        values.put("tableWrite", costs.tableWrite());
        values.put("wakeDelay", costs.wakeDelay());
        return values;
    }
}
