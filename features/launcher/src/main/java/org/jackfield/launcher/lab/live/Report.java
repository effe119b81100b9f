package org.jackfield.launcher.lab.live;

import com.google.gson.Gson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;

/**
 * What a host tells of the frames that reached it. Goes from one process to another as a word without spaces.
 *
 * @param received frames of the run
 * @param missed frames its own listener was too slow for
 * @param foreign other frames
 * @param values what was measured of the frames, by the names of measures
 * @param series over the time
 * @param latencies distributions
 */
record Report(
        long received,
        long missed,
        long foreign,
        Map<String, Double> values,
        List<Outcome.Series> series,
        List<Outcome.Distribution> latencies) {
    private static final Gson GSON = new Gson();

    static Map<String, Double> named(final Map<Measure, Double> values) {
        final Map<String, Double> named = new java.util.TreeMap<>();
        values.forEach((measure, value) -> named.put(measure.name(), value));
        return named;
    }

    /** What was measured. */
    Map<Measure, Double> measured() {
        final Map<Measure, Double> measured = new EnumMap<>(Measure.class);
        values.forEach((name, value) -> measured.put(Measure.valueOf(name), value));
        return measured;
    }

    /** A value, 0 when it was not measured. */
    double value(final Measure measure) {
        return values.getOrDefault(measure.name(), 0.0);
    }

    String word() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(GSON.toJson(this).getBytes(StandardCharsets.UTF_8));
    }

    static Report of(final String word) {
        return GSON.fromJson(new String(Base64.getUrlDecoder().decode(word), StandardCharsets.UTF_8), Report.class);
    }
}
