package ${package};

import java.util.Optional;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;

/**
 * The configuration of one port, read and checked. The refusal of a value names port, key, value and what would be right.
 *
 * @param address the IPv4 address as a number, its first byte the highest
 * @param mac the MAC address in the lower 48 bits
 * @param mtu longest frame in bytes without the Ethernet header
 */
record ${typeClass}Settings(int address, long mac, int mtu) {
    static final int MOST_QUEUES = 256;
    static final int LEAST_MTU = 68;
    static final int MOST_MTU = 9000;

    private static final String ADDRESS = "address";
    private static final String MAC = "mac";

    static ${typeClass}Settings of(final PortSettings settings) throws PortException {
        final int address = address(settings);
        settings.number(PortSettings.QUEUES, 0, 0, MOST_QUEUES);
        return new ${typeClass}Settings(
                address, mac(settings, address), (int) settings.number("mtu", 1500, LEAST_MTU, MOST_MTU));
    }

    private static int address(final PortSettings settings) throws PortException {
        final String text = settings.text(ADDRESS)
                .orElseThrow(() -> settings.refuse(ADDRESS, "is missing; set it to an IPv4 address such as 10.9.0.9"));
        final String[] parts = text.split("\\.", -1);
        int address = 0;
        for (final String part : parts) {
            if (parts.length != 4 || !part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                throw settings.refuse(ADDRESS, "must be an IPv4 address such as 10.9.0.9");
            }
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }

    private static long mac(final PortSettings settings, final int address) throws PortException {
        final Optional<String> text = settings.text(MAC);
        if (text.isEmpty()) {
            return 0x0200_0000_0000L | address & 0xFFFF_FFFFL;
        }
        if (!text.get().matches("([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")) {
            throw settings.refuse(MAC, "must be a MAC address such as 02:00:00:00:00:01");
        }
        final long mac = Long.parseLong(text.get().replace(":", ""), 16);
        if ((mac >>> 40 & 1) != 0) {
            throw settings.refuse(MAC, "must not be a group address: the lowest bit of its first byte must be 0");
        }
        return mac;
    }
}
