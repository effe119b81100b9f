package org.jackfield.launcher.bench.dut;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** DPDK's testpmd, which copies frames from one port to the other and never sleeps: one processor is its own. */
final class Testpmd implements Dut {
    private static final int PROCESSORS = 2; // one polls, the other waits for commands
    private static final long START_MS = 30_000;
    private static final Path RUN = Path.of("/var/run/dpdk");
    private static final String SOCKET_DEVICE =
            "--vdev=net_af_packet%d,iface=%s,blocksz=4096,framesz=2048,framecnt=1024";

    private final boolean onTaps;

    /** With taps, or with packet sockets on veths. */
    Testpmd(final boolean onTaps) {
        this.onTaps = onTaps;
    }

    @Override
    public String name() {
        return onTaps ? "testpmd-tap" : "testpmd-afpacket";
    }

    @Override
    public String title() {
        return "DPDK testpmd, io forwarding, one polling core, " + (onTaps ? "net_tap" : "net_af_packet on veth");
    }

    @Override
    public Optional<Lack> lack() {
        if (Runtime.getRuntime().availableProcessors() < PROCESSORS) {
            return Optional.of(new Lack("it takes two processors", ""));
        }
        final Optional<Lack> lack =
                Dut.unless(Programs.isInstalled("dpdk-testpmd"), "no dpdk-testpmd", "dpdk dpdk-dev");
        return lack.isPresent() || onTaps ? lack : Dut.unless(Programs.isInstalled("ethtool"), "no ethtool", "ethtool");
    }

    @Override
    public String version() {
        return Programs.packageVersion("dpdk");
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        if (!onTaps) {
            space.makeVeths();
            space.stopOffloads();
        }
        final String prefix = space.name();
        space.atEnd(() -> delete(RUN.resolve(prefix)));
        final Process process = space.start("testpmd", Map.of(), command(prefix).toArray(new String[0]));
        Programs.awaitText(process, space.log("testpmd"), "ress enter", START_MS);
        if (onTaps) {
            space.giveBoth(process, "testpmd");
        }
    }

    private List<String> command(final String prefix) {
        final List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", "dpdk-testpmd", "-l", "0,1"));
        command.addAll(List.of("--no-huge", "-m", "512", "--no-pci", "--no-telemetry", "--file-prefix=" + prefix));
        command.add(device(0, SwitchSpace.LEFT_DEVICE));
        command.add(device(1, SwitchSpace.RIGHT_DEVICE));
        command.addAll(List.of("--", "--forward-mode=io", "--nb-cores=1", "--rxq=1", "--txq=1", "--burst=32"));
        command.addAll(
                List.of("--auto-start", "--no-lsc-interrupt", "--disable-link-check", "--total-num-mbufs=16384"));
        return command;
    }

    private String device(final int number, final String name) {
        return onTaps ? "--vdev=net_tap" + number + ",iface=" + name : String.format(SOCKET_DEVICE, number, name);
    }

    private static void delete(final Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
