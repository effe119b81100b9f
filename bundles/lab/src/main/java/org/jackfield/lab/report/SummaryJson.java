package org.jackfield.lab.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** What documents of results have in common, those of the laboratory and of the benchmark. */
public final class SummaryJson {
    private SummaryJson() {}

    /**
     * Adds a summary to an object: its middle, how many values there were, and the interval if there is one.
     *
     * @param middle what its median is called
     */
    public static void add(final JsonObject object, final String middle, final Summary summary) {
        object.addProperty(middle, summary.median());
        object.addProperty("count", summary.count());
        object.addProperty("interval", summary.method().words());
        if (summary.hasInterval()) {
            object.addProperty("low", summary.low());
            object.addProperty("high", summary.high());
        }
    }

    /** Texts as an array. */
    public static JsonArray texts(final List<String> texts) {
        final JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
