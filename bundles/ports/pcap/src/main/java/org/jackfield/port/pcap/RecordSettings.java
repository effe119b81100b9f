package org.jackfield.port.pcap;

import java.nio.file.Path;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/**
 * The configuration of a port that records.
 *
 * @param port name of the port
 * @param file the file, or what the files of a ring are named after
 * @param snapBytes most bytes written of a frame
 * @param fileBytes size at which the next file of a ring begins; 0 for a single file
 * @param files most files of a ring
 * @param overwrite whether a file that cannot be gone on with is replaced
 * @param bufferBytes memory of a queue
 * @param offload whether unfinished frames are written as they are
 */
record RecordSettings(
        String port,
        Path file,
        int snapBytes,
        long fileBytes,
        int files,
        boolean overwrite,
        int bufferBytes,
        boolean offload) {
    /** As tcpdump has it: more than any frame. */
    private static final int MOST_SNAP = 262_144;

    private static final int LEAST_SNAP = 14;
    private static final int MOST_FILE_MIB = 1 << 20;
    private static final int MOST_FILES = 99_999;
    private static final int DEFAULT_FILES = 10;
    private static final int DEFAULT_BUFFER_MIB = 4;
    private static final int MOST_BUFFER_MIB = 256;
    private static final int MIB_SHIFT = 20;

    /** Reads the settings of a port whose mode is known to be record. */
    static RecordSettings of(final PortSettings settings) throws PortException {
        final int bufferMib = (int) settings.number(PcapKeys.BUFFER_SIZE, DEFAULT_BUFFER_MIB, 1, MOST_BUFFER_MIB);
        return new RecordSettings(
                settings.name(),
                PcapKeys.file(settings),
                (int) settings.number(PcapKeys.SNAP_LENGTH, MOST_SNAP, LEAST_SNAP, MOST_SNAP),
                settings.number(PcapKeys.FILE_SIZE, 0, 0, MOST_FILE_MIB) << MIB_SHIFT,
                (int) settings.number(PcapKeys.FILES, DEFAULT_FILES, 1, MOST_FILES),
                settings.flag(PcapKeys.OVERWRITE, false),
                Integer.highestOneBit(2 * bufferMib - 1) << MIB_SHIFT, // a ring is a power of two
                offload(settings));
    }

    private static boolean offload(final PortSettings settings) throws PortException {
        return switch (settings.text(PcapKeys.OFFLOAD).orElse("off")) {
            case "on" -> true;
            case "off" -> false;
            default -> throw settings.refuse(PcapKeys.OFFLOAD, "must be on or off");
        };
    }
}
