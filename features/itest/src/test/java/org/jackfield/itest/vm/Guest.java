package org.jackfield.itest.vm;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;

/** A virtual machine on a port of the switch, of QEMU or in User-Mode Linux, started as a user starts one, and its serial console. */
final class Guest {
    private static final long BOOT_MS = 60_000;
    private static final long COMMAND_MS = 30_000;
    private static final Pattern UPTIME = Pattern.compile(".*, up ([0-9.]+) s");

    private final String address;
    private final Child console;
    private int commands;

    private Guest(final String address, final Child console) {
        this.address = address;
        this.console = console;
    }

    /** Starts a guest on a port, joined in this way; it is not ready yet. */
    static Guest start(final World world, final String port, final String address, final String kind) {
        final Map<String, String> how = Map.of("KIND", kind);
        return new Guest(
                address,
                world.start(how, World.HOWTOS.resolve("tiny-guest.sh").toString(), "run", port, address + "/24"));
    }

    /**
     * Starts a guest in User-Mode Linux, whose kernel is a process like any other; it is not ready yet.
     *
     * @param device its network device, an argument of its kernel
     */
    static Guest startUserMode(final World world, final String address, final String device) {
        return new Guest(
                address,
                world.start(
                        Map.of(),
                        "linux.uml",
                        "quiet",
                        "mem=128M",
                        "initrd=" + World.TINY_GUEST.resolve("initrd"),
                        "uml_dir=" + world.folder(),
                        "con=null",
                        "con0=fd:0,fd:1",
                        "guest.ip=" + address + "/24",
                        device));
    }

    /** Its address. */
    String address() {
        return address;
    }

    /** Waits until it has booted so many times; returns itself. */
    Guest ready(final int boots) {
        Await.until(() -> boots + " boot(s) of " + console, BOOT_MS, () -> {
            if (!console.alive()) {
                throw new AssertionError("ended before it was ready: " + console);
            }
            return boots() >= boots;
        });
        System.out.println("guest " + address + " ready after " + uptime() + " s of its own clock");
        return this;
    }

    /** How often it has booted. */
    long boots() {
        return lines().stream().filter(line -> line.startsWith("GUEST-READY")).count();
    }

    private String uptime() {
        return lines().stream()
                .map(UPTIME::matcher)
                .filter(Matcher::matches)
                .reduce((first, second) -> second)
                .map(match -> match.group(1))
                .orElse("?");
    }

    private List<String> lines() {
        return console.output().stream().map(String::strip).toList();
    }

    /** Runs a command on its console, which must succeed; returns what it printed. */
    String run(final String command) {
        commands++;
        final String end = "END-" + commands + "-";
        final int before = lines().size();
        console.write(command + "; echo " + end + "$?\n");
        Await.until(
                () -> "an end of '" + command + "' on " + console,
                COMMAND_MS,
                () -> lines().stream().anyMatch(line -> line.matches(end + "\\d+")));
        final List<String> all = lines();
        final int last = all.indexOf(all.stream()
                .filter(line -> line.matches(end + "\\d+"))
                .findFirst()
                .orElseThrow());
        final String printed = String.join("\n", all.subList(before, last));
        if (!all.get(last).equals(end + "0")) {
            throw new AssertionError("'" + command + "' failed in " + address + ": " + printed);
        }
        return printed;
    }

    /** Fails unless another address answers every one of three pings. */
    void mustReach(final String other) {
        final String ping = "ping -c 3 -W 5 " + other;
        Await.until("a first answer of " + other, COMMAND_MS, () -> tries("ping -c 1 -W 1 " + other));
        final String said = run(ping);
        if (!said.contains(" 0% packet loss")) {
            throw new AssertionError(said);
        }
    }

    /**
     * Sends by TCP for a second.
     *
     * @param server address of a server of iperf3 with more of its options
     * @return bytes that arrived
     */
    long tcp(final String server) {
        final String said = run("iperf3 -J -t 1 -c " + server);
        final JsonObject received = JsonParser.parseString(said.substring(said.indexOf('{')))
                .getAsJsonObject()
                .getAsJsonObject("end")
                .getAsJsonObject("sum_received");
        System.out.println("iperf3 of guest " + address + " to " + server + ": "
                + received.get("bits_per_second").getAsLong() / 1_000_000 + " Mbit/s");
        return received.get("bytes").getAsLong();
    }

    private boolean tries(final String command) {
        try {
            run(command);
            return true;
        } catch (final AssertionError failed) {
            return false;
        }
    }

    /** Boots it anew, as the guest's own user does; QEMU stays. */
    void reboot() {
        final long boots = boots();
        console.write("reboot -f\n");
        ready((int) boots + 1);
    }

    /** Ends it as a power cut does. */
    void kill() {
        console.kill();
    }

    /** Whether it runs. */
    boolean alive() {
        return console.alive();
    }
}
