package org.jackfield.launcher.bench.dut;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** VDE: one vde_switch in the foreground, where it wants its input to stay open. */
final class Vde implements Dut {
    private static final long START_MS = 10_000;

    private final boolean plugs;

    /**
     * One way to join it with the hosts.
     *
     * @param plugs whether its ports are sockets, at whose other ends vde_plug2tap has the hosts' taps, and not taps of its own
     */
    Vde(final boolean plugs) {
        this.plugs = plugs;
    }

    @Override
    public String name() {
        return plugs ? "vde-plug" : "vde";
    }

    @Override
    public String title() {
        return plugs ? "VDE switch, sockets, taps by vde_plug2tap" : "VDE switch, taps";
    }

    @Override
    public Optional<Lack> lack() {
        return Dut.unless(Programs.isInstalled("vde_switch"), "no vde_switch", "vde2");
    }

    @Override
    public String version() {
        return Programs.packageVersion("vde2");
    }

    @Override
    public boolean isUsual() {
        return !plugs;
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        final Path socket = space.folder().resolve("vde");
        final List<String> command = new ArrayList<>(List.of("vde_switch", "-sock", socket.toString()));
        if (!plugs) {
            command.addAll(List.of("-tap", SwitchSpace.LEFT_DEVICE, "-tap", SwitchSpace.RIGHT_DEVICE));
        }
        final Process process = space.start("vde", Map.of(), command.toArray(new String[0]));
        if (plugs) {
            Programs.await(process, space.log("vde"), "socket", START_MS, () -> Files.exists(socket.resolve("ctl")));
            plug(space, SwitchSpace.LEFT_DEVICE, socket);
            plug(space, SwitchSpace.RIGHT_DEVICE, socket);
        }
        space.giveBoth(process, "vde");
    }

    private static void plug(final SwitchSpace space, final String device, final Path socket) throws BenchException {
        space.startBeside(device, Map.of(), "vde_plug2tap", "-s", socket.toString(), device);
    }
}
