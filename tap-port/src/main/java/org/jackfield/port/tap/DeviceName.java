package org.jackfield.port.tap;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.tuntap.TapDevice;

/**
 * What the kernel takes as the name of a netdev (dev_valid_name, dev_alloc_name): checked here to say what is wrong.
 */
final class DeviceName {
    /** Characters kept of a port name that is too long; a hyphen and four digits of its hash follow. */
    private static final int KEPT = TapDevice.MOST_NAME_BYTES - 5;

    private DeviceName() {}

    /** A name or pattern as configured, or else one made from the port's name. */
    static String ofDevice(final PortSettings settings) throws PortException {
        final String name = settings.text(TapKeys.DEVICE).orElse("");
        if (name.isEmpty()) {
            return derived(settings.name());
        }
        check(settings, TapKeys.DEVICE, name);
        final int percent = name.indexOf('%');
        if (percent >= 0 && (!name.startsWith("%d", percent) || name.indexOf('%', percent + 1) >= 0)) {
            throw settings.refuse(
                    TapKeys.DEVICE, "may hold one %d, which stands for the first free number, and no other %");
        }
        return name;
    }

    /** Whether the kernel chooses a number for it. */
    static boolean isPattern(final String name) {
        return name.indexOf('%') >= 0;
    }

    /** Refuses a text that cannot name a netdev. */
    static void check(final PortSettings settings, final String key, final String name) throws PortException {
        final int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > TapDevice.MOST_NAME_BYTES) {
            throw settings.refuse(
                    key,
                    "is " + bytes + " bytes long; the kernel allows " + TapDevice.MOST_NAME_BYTES
                            + ": choose a shorter name");
        }
        if (name.equals(".") || name.equals("..") || !name.equals(allowed(name))) {
            throw settings.refuse(key, "is no name for a device: choose one without '/', ':' and blanks");
        }
    }

    private static String allowed(final String name) {
        return name.replaceAll("[/:\\p{javaWhitespace}\\p{Cntrl}]", "-");
    }

    private static String derived(final String port) {
        final String name = allowed(port).replaceAll("[^\\x21-\\x7e]|%", "-");
        if (name.length() <= TapDevice.MOST_NAME_BYTES && !name.equals(".") && !name.equals("..")) {
            return name;
        }
        final String stem = name.substring(0, Math.min(KEPT, name.length()));
        return String.format(Locale.ROOT, "%s-%04x", stem, port.hashCode() & 0xFFFF);
    }
}
