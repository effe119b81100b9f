package org.jackfield.launcher.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The kernel's UDP counters of the network namespace this process is in (proc(5): /proc/net/snmp, /proc/net/snmp6). */
public final class UdpCounters {
    private UdpCounters() {}

    /** Datagrams dropped because a receive buffer was full, IPv4 and IPv6. */
    public static long receiveBufferErrors() throws IOException {
        return ipv4("RcvbufErrors") + ipv6("Udp6RcvbufErrors");
    }

    private static long ipv4(final String name) throws IOException {
        final List<String[]> lines = Files.readAllLines(Path.of("/proc/self/net/snmp")).stream()
                .filter(line -> line.startsWith("Udp:"))
                .map(line -> line.split("\\s+"))
                .toList();
        return Long.parseLong(lines.get(1)[Arrays.asList(lines.get(0)).indexOf(name)]);
    }

    private static long ipv6(final String name) throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc/self/net/snmp6")).stream()
                    .map(line -> line.split("\\s+"))
                    .filter(line -> line[0].equals(name))
                    .mapToLong(line -> Long.parseLong(line[1]))
                    .sum();
        } catch (final NoSuchFileException withoutIpv6) {
            return 0;
        }
    }
}
