package org.jackfield.port.pcap;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/** The keys of a pcap port, and what is read of them whatever the mode is. */
final class PcapKeys {
    static final int MOST_QUEUES = 256;
    static final String MODE = "mode";
    static final String FILE = "file";
    static final String SNAP_LENGTH = "snap-length";
    static final String FILE_SIZE = "file-size";
    static final String FILES = "files";
    static final String OVERWRITE = "overwrite";
    static final String BUFFER_SIZE = "buffer-size";
    static final String OFFLOAD = "offload";
    static final String SPEED = "speed";
    static final String LOOPS = "loops";
    static final String LOOP_GAP = "loop-gap";
    static final String START_DELAY = "start-delay";
    static final String MAC_MAP = "mac-map";
    static final String IP_MAP = "ip-map";

    private static final String RECORD = "record";
    private static final String REPLAY = "replay";

    private static final List<String> SWITCHS =
            List.of(PortSettings.NAME, PortSettings.BRIDGE, PortSettings.QUEUES, PortSettings.FDB_LIMIT);
    private static final List<String> BOTH = List.of(MODE, FILE);
    private static final List<String> RECORDS = List.of(SNAP_LENGTH, FILE_SIZE, FILES, OVERWRITE, BUFFER_SIZE, OFFLOAD);
    private static final List<String> REPLAYS = List.of(SPEED, LOOPS, LOOP_GAP, START_DELAY, MAC_MAP, IP_MAP);
    /** Keys the framework and the switch add by themselves, and how others of theirs begin. */
    private static final List<String> FOREIGN = List.of(PortSettings.TYPE, "objectClass");

    private static final List<String> FOREIGN_STARTS =
            List.of("service.", "component.", "osgi.", "felix.", "jackfield.", ".");

    private PcapKeys() {}

    /**
     * Whether the port replays; otherwise it records.
     *
     * @throws PortException for another mode, a key that no pcap port has, or one that this mode does not read
     */
    static boolean replays(final PortSettings settings) throws PortException {
        final String mode = settings.text(MODE).orElse(RECORD);
        if (!mode.equals(RECORD) && !mode.equals(REPLAY)) {
            throw settings.refuse(MODE, "must be record or replay");
        }
        final boolean replays = mode.equals(REPLAY);
        for (final String key : settings.values().keySet()) {
            if (FOREIGN.contains(key) || FOREIGN_STARTS.stream().anyMatch(key::startsWith)) {
                continue;
            }
            if (all().noneMatch(key::equals)) {
                throw new PortException("port " + settings.name() + ": a pcap port has no key '" + key
                        + "'; its keys are " + String.join(", ", all().toList()));
            }
            if ((replays ? RECORDS : REPLAYS).contains(key)
                    && !settings.list(key).isEmpty()) {
                throw settings.refuse(key, "is for mode=" + (replays ? RECORD : REPLAY) + "; leave it out");
            }
        }
        settings.number(PortSettings.QUEUES, 0, 0, MOST_QUEUES);
        return replays;
    }

    /** The file, as an absolute path. */
    static Path file(final PortSettings settings) throws PortException {
        final String text = settings.text(FILE)
                .orElseThrow(() -> new PortException("port " + settings.name()
                        + ": the key 'file' is missing; set it to the absolute path of a capture file"));
        try {
            final Path file = Path.of(text);
            if (!file.isAbsolute() || file.getFileName() == null) {
                throw settings.refuse(FILE, "must be an absolute path, such as /var/tmp/vm1.pcapng");
            }
            return file.normalize();
        } catch (final InvalidPathException impossible) {
            throw settings.refuse(FILE, "is no path; give an absolute one, such as /var/tmp/vm1.pcapng");
        }
    }

    /** Whether both settings are the same but for what the switch reads. */
    static boolean same(final PortSettings before, final PortSettings now) {
        return Stream.of(BOTH, RECORDS, REPLAYS).flatMap(List::stream).allMatch(key -> before.same(now, key));
    }

    private static Stream<String> all() {
        return Stream.of(SWITCHS, BOTH, RECORDS, REPLAYS).flatMap(List::stream);
    }
}
