package org.jackfield.launcher.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks of this machine that need nothing but files. */
final class Checks {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_BPF = 39;
    private static final String AS_ROOT = "run as root, or give the process this capability";
    private static final long LEAST_MEMORY_KB = 300_000;
    private static final long LEAST_FILES = 1024;
    private static final long GOOD_FILES = 4096;

    private final Machine machine;

    Checks(final Machine machine) {
        this.machine = machine;
    }

    List<Check> all() {
        final List<Check> checks = new ArrayList<>();
        checks.add(java());
        checks.add(kernel());
        checks.add(tun());
        checks.addAll(capabilities());
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
        if (!machine.exists("/dev/net/tun")) {
            return Check.fail(
                    "tun",
                    "/dev/net/tun does not exist",
                    "modprobe tun; in a container pass it in (--device /dev/net/tun)");
        }
        try {
            machine.openForWriting("/dev/net/tun");
            return Check.ok("tun", "/dev/net/tun opens");
        } catch (final IOException refused) {
            return Check.fail(
                    "tun",
                    "/dev/net/tun does not open: " + refused.getMessage(),
                    "run as root; in a container allow device 10:200");
        }
    }

    private List<Check> capabilities() {
        final Optional<String> mask = machine.line("/proc/self/status", "CapEff:");
        if (mask.isEmpty()) {
            return List.of(Check.fail("capabilities", "/proc/self/status cannot be read", "mount /proc"));
        }
        final long effective = Long.parseUnsignedLong(mask.get(), 16);
        return List.of(
                has(effective, CAP_NET_ADMIN)
                        ? Check.ok("net-admin", "CAP_NET_ADMIN: taps, addresses, MTU")
                        : Check.fail("net-admin", "no CAP_NET_ADMIN: taps cannot be made", AS_ROOT),
                has(effective, CAP_SYS_ADMIN)
                        ? Check.ok("sys-admin", "CAP_SYS_ADMIN: network namespaces can be entered")
                        : Check.warn("sys-admin", "no CAP_SYS_ADMIN: key netns of a tap port will be refused", AS_ROOT),
                has(effective, CAP_BPF) || has(effective, CAP_SYS_ADMIN)
                        ? Check.ok("bpf", "CAP_BPF or CAP_SYS_ADMIN: the kernel may steer flows")
                        : Check.warn("bpf", "no CAP_BPF: the kernel cannot steer flows, handoff rings do it", AS_ROOT));
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
