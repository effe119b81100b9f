package org.jackfield.itest.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** DHCP and DNS by real programs, which look at checksums of their own. */
public final class NameServer {
    private NameServer() {}

    /** A client without address gets one from a server, by raw sockets, and resolves a name there. */
    public static void serve(final NetworkLab lab, final Station server, final Station client) {
        final Path folder = lab.folder("d");
        final Child dnsmasq = server.host()
                .start(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--log-facility=-",
                        "--log-dhcp",
                        "--no-resolv",
                        "--no-hosts",
                        "--user=root",
                        "--bind-interfaces",
                        "--interface=" + Station.DEVICE,
                        "--dhcp-leasefile=" + folder.resolve("leases"),
                        "--dhcp-range=10.97.0.100,10.97.0.110,255.255.255.0,10m",
                        "--local=/test/",
                        "--host-record=printer.test,10.97.0.77");
        dnsmasq.awaitLine("a DHCP server", 10_000, line -> line.contains("DHCP, IP range"));
        client.host().must("ip", "addr", "flush", "dev", Station.DEVICE);
        client.host()
                .must("udhcpc", "-i", Station.DEVICE, "-f", "-q", "-n", "-t", "5", "-T", "1", "-s", script(folder));
        final String addresses = client.host().must("ip", "-4", "addr", "show", "dev", Station.DEVICE);
        assertTrue(addresses.contains("10.97.0.1"), addresses);
        final String answer = client.host().must("host", "-t", "A", "-W", "3", "printer.test", server.address());
        assertTrue(answer.contains("printer.test has address 10.97.0.77"), answer);
        dnsmasq.terminate();
        assertEquals(0, dnsmasq.awaitExit(10_000), dnsmasq::toString);
    }

    private static String script(final Path folder) {
        try {
            final Path script = Files.writeString(
                    folder.resolve("bound"),
                    "#!/bin/sh\n[ \"$1\" != bound ] || ip addr add \"$ip/24\" dev \"$interface\"\n");
            assertTrue(script.toFile().setExecutable(true));
            return script.toString();
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }
}
