package org.jackfield.launcher.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.launcher.run.Rootless;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngines;

/** Checks of this machine that need nothing but files. */
final class Checks {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_BPF = 39;
    private static final int CAP_NET_RAW = 13;
    private static final String AS_ROOT =
            "run as root, or give the process this capability (setpriv, systemd's" + " AmbientCapabilities)";
    private static final long LEAST_MEMORY_KB = 300_000;
    private static final long LEAST_FILES = 1024;
    private static final long GOOD_FILES = 4096;

    private final Machine machine;
    private final Optional<Rootless.Obstacle> noNamespace;

    /**
     * Checks of a machine.
     *
     * @param noNamespace what keeps ordinary users from making user namespaces, empty when nothing does
     */
    Checks(final Machine machine, final Optional<Rootless.Obstacle> noNamespace) {
        this.machine = machine;
        this.noNamespace = noNamespace;
    }

    List<Check> all() {
        final List<Check> checks = new ArrayList<>();
        checks.add(java());
        checks.add(kernel());
        checks.add(tun());
        checks.addAll(capabilities());
        checks.add(userNamespaces());
        checks.add(engine());
        checks.add(openFiles());
        checks.add(memory());
        return checks;
    }

    private static Check java() {
        final int feature = Runtime.version().feature();
        final String found = Runtime.version() + " (" + System.getProperty("java.vm.name") + ")";
        return feature >= 17
                ? Check.ok("java", found)
                : Check.fail(
                        "java", found, "install a JDK of version 17 or newer: apt-get install openjdk-17-jdk-headless");
    }

    /** 5.8: what tap ports need; 5.10: the oldest that supported distributions have. */
    private Check kernel() {
        final String release =
                machine.text("/proc/sys/kernel/osrelease").orElse("unknown").strip();
        final Matcher version = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(release);
        if (!version.matches()) {
            return Check.fail("kernel", release, "Jackfield needs Linux");
        }
        final int number = Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2));
        if (number >= 5010) {
            return Check.ok("kernel", "Linux " + release);
        }
        return number >= 5008
                ? Check.warn("kernel", "Linux " + release, "tested from 5.10 on; use a newer kernel")
                : Check.fail("kernel", "Linux " + release, "use a kernel from 5.10 on");
    }

    private Check tun() {
        return Rootless.noTun(machine.root())
                .map(obstacle -> Check.fail("tun", obstacle.cause(), obstacle.remedy()))
                .orElseGet(() -> Check.ok("tun", "/dev/net/tun opens"));
    }

    private List<Check> capabilities() {
        final Optional<String> mask = machine.line("/proc/self/status", "CapEff:");
        if (mask.isEmpty()) {
            return List.of(Check.fail("capabilities", "/proc/self/status cannot be read", "mount /proc"));
        }
        final long effective = Long.parseUnsignedLong(mask.get(), 16);
        return List.of(
                netAdmin(has(effective, CAP_NET_ADMIN)),
                has(effective, CAP_SYS_ADMIN)
                        ? Check.ok("sys-admin", "CAP_SYS_ADMIN buys key netns: ports in network namespaces")
                        : Check.warn(
                                "sys-admin",
                                "no CAP_SYS_ADMIN: key netns of a tap port will be refused, ports stay in this namespace",
                                AS_ROOT),
                has(effective, CAP_BPF) || has(effective, CAP_SYS_ADMIN)
                        ? Check.ok(
                                "bpf", "CAP_BPF (or CAP_SYS_ADMIN), with CAP_NET_ADMIN, buys kernel steering of flows")
                        : Check.warn("bpf", "no CAP_BPF: the kernel cannot steer flows, handoff rings do it", AS_ROOT),
                Check.ok(
                        "net-raw",
                        (has(effective, CAP_NET_RAW) ? "CAP_NET_RAW is here" : "no CAP_NET_RAW")
                                + "; only ping and tcpdump need it, the switch does not"));
    }

    /** Without the capability a switch in namespaces of its own can still make taps. */
    private Check netAdmin(final boolean here) {
        if (here) {
            return Check.ok("net-admin", "CAP_NET_ADMIN buys taps: device, addresses, MTU, queues");
        }
        final String finding = "no CAP_NET_ADMIN: taps cannot be made here";
        return noNamespace.isEmpty()
                ? Check.warn(
                        "net-admin",
                        finding,
                        "jackfield run --rootless, with taps in namespaces of its own; or " + AS_ROOT)
                : Check.fail("net-admin", finding, AS_ROOT);
    }

    private Check userNamespaces() {
        return noNamespace
                .map(obstacle -> Check.warn(
                        "user-ns",
                        obstacle.cause() + ": no 'run --rootless' and no demo without root",
                        obstacle.remedy()))
                .orElseGet(
                        () -> Check.ok("user-ns", "user namespaces buy taps without root: jackfield run --rootless"));
    }

    /** Tries what a switch would try. */
    private static Check engine() {
        try {
            return engine(IoEngines.choose(IoEngines.AUTO));
        } catch (final EngineException refused) {
            return Check.fail("engine", String.valueOf(refused.getMessage()), "report this");
        }
    }

    /** What the choice of an engine means for people; its reason ends with the remedy, if there is one. */
    static Check engine(final IoEngines.Choice choice) {
        if (choice.isFastest()) {
            return Check.ok("engine", choice.name() + ": " + choice.reason());
        }
        final String[] parts = choice.reason().split("; ", 2);
        return Check.warn(
                "engine",
                choice.name() + ", a kernel entry for every frame: " + parts[0],
                parts.length > 1
                        ? parts[1]
                        : "Linux 6.7 or newer, with io_uring allowed, forwards small frames faster");
    }

    private static boolean has(final long mask, final int capability) {
        return (mask >>> capability & 1) != 0;
    }

    private Check openFiles() {
        final String[] fields =
                machine.line("/proc/self/limits", "Max open files").orElse("").split("\\s+");
        final long soft = fields[0].matches("\\d+") ? Long.parseLong(fields[0]) : Long.MAX_VALUE;
        final String found = soft == Long.MAX_VALUE ? "no limit of open files" : soft + " open files allowed";
        if (soft < LEAST_FILES) {
            return Check.fail("open-files", found, "each queue takes one: ulimit -n " + GOOD_FILES);
        }
        return soft < GOOD_FILES
                ? Check.warn("open-files", found, "each queue takes one; for many ports: ulimit -n " + GOOD_FILES)
                : Check.ok("open-files", found);
    }

    private Check memory() {
        final String available =
                machine.line("/proc/meminfo", "MemAvailable:").orElse("0 kB").split("\\s+")[0];
        final long kilobytes = Long.parseLong(available);
        final String found = kilobytes / 1024 + " MiB available";
        return kilobytes >= LEAST_MEMORY_KB
                ? Check.ok("memory", found)
                : Check.warn("memory", found, "a switch with two workers takes about 250 MiB");
    }
}
