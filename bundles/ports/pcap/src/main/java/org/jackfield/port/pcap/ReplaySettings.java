package org.jackfield.port.pcap;

import java.nio.file.Path;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/**
 * The configuration of a port that replays.
 *
 * @param port name of the port
 * @param file the file
 * @param speed how many times as fast as it was recorded; {@link #FULL} without any time between frames
 * @param loops how often; 0 for ever
 * @param loopGapNs from the last frame of a loop to the first of the next
 * @param startDelayNs from the opening to the first frame
 * @param addresses what is replaced
 */
record ReplaySettings(
        String port,
        Path file,
        double speed,
        long loops,
        long loopGapNs,
        long startDelayNs,
        AddressRewriter addresses) {
    /** For {@link #speed}. */
    static final double FULL = 0;

    private static final double LEAST_SPEED = 0.001;
    private static final double MOST_SPEED = 1_000_000;
    private static final long MOST_LOOPS = 1_000_000_000;
    private static final long MOST_MS = 86_400_000;
    private static final long NS_PER_MS = 1_000_000;

    /** Reads the settings of a port whose mode is known to be replay. */
    static ReplaySettings of(final PortSettings settings) throws PortException {
        return new ReplaySettings(
                settings.name(),
                PcapKeys.file(settings),
                speed(settings),
                settings.number(PcapKeys.LOOPS, 1, 0, MOST_LOOPS),
                settings.number(PcapKeys.LOOP_GAP, 0, 0, MOST_MS) * NS_PER_MS,
                settings.number(PcapKeys.START_DELAY, 0, 0, MOST_MS) * NS_PER_MS,
                AddressRewriter.of(settings));
    }

    private static double speed(final PortSettings settings) throws PortException {
        final String text = settings.text(PcapKeys.SPEED).orElse("original");
        if (text.equals("original")) {
            return 1;
        }
        if (text.equals("full")) {
            return FULL;
        }
        try {
            final double times = Double.parseDouble(text);
            if (times >= LEAST_SPEED && times <= MOST_SPEED) {
                return times;
            }
        } catch (final NumberFormatException notANumber) {
            // falls through to the refusal
        }
        throw settings.refuse(
                PcapKeys.SPEED, "must be original, full, or a number from 0.001 to 1000000: how many times as fast");
    }
}
