package org.jackfield.launcher.bench.dut;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/**
 * Stands in for virtual machines on sockets: a program in C for each host that carries frames between the host's tap and a stream
 * socket, each frame behind its length, and looks at none. One thread.
 */
final class Pump {
    private static final long START_MS = 10_000;

    private final SwitchSpace space;
    private final boolean counted;
    private final List<Process> processes = new ArrayList<>();

    /**
     * Pumps for one session.
     *
     * @param counted whether their CPU time is what the session asks for, and not only a part of the chain's
     */
    Pump(final SwitchSpace space, final boolean counted) {
        this.space = space;
        this.counted = counted;
    }

    /** A pump whose socket a switch, or another pump, listens on. */
    void connect(final String device, final Path socket) throws BenchException {
        Programs.awaitText(start(device, socket, List.of()), space.log(device), "ready", START_MS);
    }

    /** A pump that listens itself. */
    void listen(final String device, final Path socket) throws BenchException {
        final Process pump = start(device, socket, List.of("-l"));
        Programs.await(pump, space.log(device), "socket " + socket, START_MS, () -> Files.exists(socket));
    }

    private Process start(final String device, final Path socket, final List<String> options) throws BenchException {
        final List<String> command = new ArrayList<>();
        command.add(Compiler.program(Compiler.STREAM, space.hosts().folder()).toString());
        command.addAll(options);
        command.addAll(List.of(device, socket.toString()));
        final String[] words = command.toArray(new String[0]);
        final Process pump =
                counted ? space.start(device, Map.of(), words) : space.startBeside(device, Map.of(), words);
        processes.add(pump);
        return pump;
    }

    /** Gives both taps to the hosts; the left host's pump was made first. */
    void give() throws BenchException {
        space.give(
                processes.get(0),
                SwitchSpace.LEFT_DEVICE,
                SwitchSpace.LEFT_DEVICE,
                space.hosts().left());
        space.give(
                processes.get(1),
                SwitchSpace.RIGHT_DEVICE,
                SwitchSpace.RIGHT_DEVICE,
                space.hosts().right());
    }
}
