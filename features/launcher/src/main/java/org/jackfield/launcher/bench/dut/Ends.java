package org.jackfield.launcher.bench.dut;

import java.nio.file.Path;
import java.util.List;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** What joins a Jackfield with the two hosts: ports of one type, and what they need. */
enum Ends {
    /** Taps that are the hosts' devices. */
    TAPS {
        @Override
        void join(final SwitchSpace space, final PortAdder ports) throws BenchException {
            ports.add("left", "tap", tap(SwitchSpace.LEFT_DEVICE, space.hosts().left()));
            ports.add(
                    "right", "tap", tap(SwitchSpace.RIGHT_DEVICE, space.hosts().right()));
        }
    },
    /** Veths attached by packet sockets. */
    PACKETS {
        @Override
        void prepare(final SwitchSpace space) throws BenchException {
            space.makeVeths();
        }

        @Override
        void join(final SwitchSpace space, final PortAdder ports) throws BenchException {
            ports.add("left", "packet", List.of("device=" + SwitchSpace.LEFT_DEVICE));
            ports.add("right", "packet", List.of("device=" + SwitchSpace.RIGHT_DEVICE));
        }
    },
    /** Sockets, at whose other ends programs in C pump frames to and from the hosts' taps, as virtual machines would. */
    STREAMS {
        @Override
        void join(final SwitchSpace space, final PortAdder ports) throws BenchException {
            final Path left = space.folder().resolve("left.sock");
            final Path right = space.folder().resolve("right.sock");
            ports.add("left", "stream", List.of("listen=" + left));
            ports.add("right", "stream", List.of("listen=" + right));
            final Pump pump = new Pump(space, false);
            pump.connect(SwitchSpace.LEFT_DEVICE, left);
            pump.connect(SwitchSpace.RIGHT_DEVICE, right);
            pump.give();
        }

        @Override
        boolean isUsual() {
            return false;
        }
    },
    /** A tap, and a VXLAN port whose other VTEP is the kernel of the right host. */
    VXLAN {
        @Override
        void prepare(final SwitchSpace space) throws BenchException {
            Underlay.make(space);
            Underlay.address(space, Underlay.DEVICE);
        }

        @Override
        void join(final SwitchSpace space, final PortAdder ports) throws BenchException {
            ports.add("left", "tap", tap(SwitchSpace.LEFT_DEVICE, space.hosts().left()));
            ports.add(
                    "right",
                    "vxlan",
                    List.of("vni=" + Underlay.VNI, "local=" + Underlay.HERE, "remotes=" + Underlay.THERE));
        }

        @Override
        boolean isUsual() {
            return false;
        }
    };

    /** Adds a port to the switch. */
    @FunctionalInterface
    interface PortAdder {
        /** Adds it; each setting is {@code key=value}. */
        void add(String name, String type, List<String> settings) throws BenchException;
    }

    /** Makes what must be there before the switch starts. */
    void prepare(final SwitchSpace space) throws BenchException {}

    /** Adds the ports to the switch, which runs; afterwards each host has its device. */
    abstract void join(SwitchSpace space, PortAdder ports) throws BenchException;

    /** Whether it runs when nobody names what is to run. */
    boolean isUsual() {
        return true;
    }

    private static List<String> tap(final String device, final String host) {
        return List.of("device=" + device, "netns=" + host, "guest-name=" + Hosts.DEVICE);
    }
}
