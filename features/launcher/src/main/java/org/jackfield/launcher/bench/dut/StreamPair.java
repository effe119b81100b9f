package org.jackfield.launcher.bench.dut;

import java.nio.file.Path;
import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** Two pumps joined by one socket: what stands in for virtual machines, without a switch between. */
final class StreamPair implements Dut {
    @Override
    public String name() {
        return "c-stream";
    }

    @Override
    public String title() {
        return "C: two taps joined by one stream socket, no switch";
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
    public boolean isUsual() {
        return false;
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        final Path socket = space.folder().resolve("pair.sock");
        final Pump pump = new Pump(space, true);
        pump.listen(SwitchSpace.LEFT_DEVICE, socket);
        pump.connect(SwitchSpace.RIGHT_DEVICE, socket);
        pump.give();
    }
}
