package org.jackfield.control.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;
import org.jackfield.api.port.PortSettings;

/** The file of a new port: what it is, over each value what its port type says about the key, and which keys there are more. */
final class PortTemplate {
    private PortTemplate() {}

    static ConfigText text(final ConfigName file, final Map<String, String> values, final List<KeyInfo> keys) {
        final ConfigText text = ConfigText.empty();
        text.comment("Port " + file.instance() + ", type " + file.portType()
                + ". This file is the truth: edit it, or use 'jackfield port set "
                + file.instance() + " KEY=VALUE'.");
        for (final KeyInfo key : keys) {
            final String value = values.getOrDefault(key.key(), "").strip();
            if (!value.isEmpty()) {
                text.comment("");
                text.comment(key.sentence() + rule(key));
                text.set(key.key(), value);
            }
        }
        final String further = keys.stream()
                .map(KeyInfo::key)
                .filter(key -> !key.equals(PortSettings.NAME)
                        && values.getOrDefault(key, "").isBlank())
                .collect(Collectors.joining(", "));
        if (!further.isEmpty()) {
            text.comment("");
            text.comment("Further keys, explained by 'jackfield type show " + file.portType() + "': " + further + ".");
        }
        return text;
    }

    private static String rule(final KeyInfo key) {
        final boolean says = !key.options().isEmpty() || !key.kind().equals(SettingsCheck.TEXT);
        return says ? " Allowed: " + SettingsCheck.allowed(key) + "." : "";
    }
}
