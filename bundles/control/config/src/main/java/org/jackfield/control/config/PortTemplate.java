package org.jackfield.control.config;

import java.util.Map;
import java.util.TreeMap;

/** The file of a new port: what it is, and over each value the sentence its port type says about the key. */
final class PortTemplate {
    private PortTemplate() {}

    static ConfigText text(
            final ConfigName file, final Map<String, String> values, final Map<String, String> sentences) {
        final ConfigText text = ConfigText.empty();
        text.comment("Port " + file.instance() + ", type " + file.portType() + ".");
        text.comment("This file is the truth: 'jackfield port set " + file.instance()
                + " KEY=VALUE' changes it, a start reads it.");
        new TreeMap<>(values).forEach((key, value) -> {
            if (!value.isBlank()) {
                text.comment("");
                text.comment(sentences.getOrDefault(key, "Read by the switch."));
                text.set(key, value.strip());
            }
        });
        return text;
    }
}
