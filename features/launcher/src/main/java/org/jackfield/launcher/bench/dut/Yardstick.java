package org.jackfield.launcher.bench.dut;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** A loop in C that copies frames between two taps and looks at none: what is possible at all, not a switch. */
final class Yardstick implements Dut {
    private static final long START_MS = 10_000;

    private final String name;
    private final String source;
    private final boolean vnet;
    private final int queues;

    /**
     * One way to run a source.
     *
     * @param vnet whether frames carry a vnet header, so that checksums and segmentation are left to the receiver
     */
    Yardstick(final String name, final String source, final boolean vnet, final int queues) {
        this.name = name;
        this.source = source;
        this.vnet = vnet;
        this.queues = queues;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return (source.equals(Compiler.LOOP) ? "C: read and write, " : "C: io_uring, ")
                + (queues > 1 ? queues + " queues, " : "")
                + (vnet ? "vnet header and offloads" : "plain frames");
    }

    @Override
    public Optional<Lack> lack() {
        return Compiler.lack();
    }

    @Override
    public String version() {
        return Compiler.version();
    }

    @Override
    public List<String> onlyWorkloads() {
        return queues > 1 ? Duts.QUEUE_WORKLOADS : List.of();
    }

    @Override
    public boolean isUsual() {
        return queues == 1;
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        final List<String> command = new ArrayList<>();
        command.add(Compiler.program(source, space.hosts().folder()).toString());
        if (vnet) {
            command.add("-v");
        }
        if (queues > 1) {
            command.addAll(List.of("-q", String.valueOf(queues)));
        }
        command.addAll(List.of(SwitchSpace.LEFT_DEVICE, SwitchSpace.RIGHT_DEVICE));
        final Process process = space.start("yardstick", Map.of(), command.toArray(new String[0]));
        Programs.awaitText(process, space.log("yardstick"), "ready", START_MS);
        space.giveBoth(process, "yardstick");
    }
}
