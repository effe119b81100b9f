package org.jackfield.port.vxlan;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpEndpoint;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A namespace whose loopback has the addresses of several VTEPs: 10.1.0.1 to 10.1.0.9 and fd01::1 to fd01::9. One for all tests of a
 * class, removed after them; sockets are closed after each.
 */
final class UnderlayLab implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    static final int PORT = 4789;
    private static final AtomicInteger LABS = new AtomicInteger();
    private static final long COMMAND_S = 20;

    private final String name = "jvx" + ProcessHandle.current().pid() % 100_000 + "x" + LABS.incrementAndGet();
    private final List<UdpEndpoint> sockets = new ArrayList<>();

    @Override
    public void beforeAll(final ExtensionContext context) throws Exception {
        run("ip", "netns", "add", name);
        final StringBuilder commands = new StringBuilder("link set lo up\n");
        for (int i = 1; i <= 9; i++) {
            commands.append("address add 10.1.0." + i + "/32 dev lo\naddress add fd01::" + i + "/128 dev lo nodad\n");
        }
        inside("sysctl -q -w net.ipv6.conf.all.disable_ipv6=0; printf '" + commands + "' | ip -batch -");
    }

    @Override
    public void afterEach(final ExtensionContext context) {
        sockets.forEach(UdpEndpoint::close);
        sockets.clear();
    }

    @Override
    public void afterAll(final ExtensionContext context) throws Exception {
        run("ip", "netns", "del", name);
    }

    /** Sets the MTU of all paths. */
    void mtu(final int bytes) throws Exception {
        run("ip", "-n", name, "link", "set", "lo", "mtu", String.valueOf(bytes));
    }

    String name() {
        return name;
    }

    /** Runs a command inside. */
    void inside(final String script) throws Exception {
        run("ip", "netns", "exec", name, "sh", "-e", "-c", script);
    }

    /** A socket inside, closed with the lab. */
    UdpEndpoint socket(final String host, final int port) throws IOException {
        final UdpEndpoint made = NetworkNamespace.of(name)
                .call(() -> UdpEndpoint.open(UdpAddress.of(InetAddress.getByName(host), port), false));
        sockets.add(made.receiveBuffer(4 << 20));
        return made;
    }

    private static void run(final String... command) throws Exception {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(COMMAND_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", command) + ": " + output);
        }
    }
}
