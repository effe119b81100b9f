package ${package};

import java.util.List;
import java.util.Set;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StageSettings;

/**
 * The configuration of one stage, read and checked. The refusal of a value names stage, key, value and what would be right.
 *
 * @param ports names of the ports whose received frames are checked
 * @param macs the addresses that may send, in the lower 48 bits
 */
record ${typeClass}Settings(Set<String> ports, long[] macs) {
    static ${typeClass}Settings of(final StageSettings settings) throws StageException {
        final List<String> ports = settings.list("ports");
        if (ports.isEmpty()) {
            throw settings.refuse("ports", "must name the ports whose received frames are checked");
        }
        final List<String> texts = settings.list("macs");
        if (texts.isEmpty()) {
            throw settings.refuse("macs", "must name the addresses that may send, such as 02:00:00:00:00:01");
        }
        final long[] macs = new long[texts.size()];
        for (int i = 0; i < macs.length; i++) {
            if (!texts.get(i).matches("([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")) {
                throw settings.refuse("macs", "has '" + texts.get(i) + "', which is no address like 02:00:00:00:00:01");
            }
            macs[i] = Long.parseLong(texts.get(i).replace(":", ""), 16);
        }
        return new ${typeClass}Settings(Set.copyOf(ports), macs);
    }
}
