package org.jackfield.launcher.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The namespace of one switch, between the two hosts, for one session: its processes, its files, its devices. One thread;
 * {@link #close} removes all of it.
 */
public final class SwitchSpace implements AutoCloseable {
    /** Device of the left port, in the switch's namespace. */
    public static final String LEFT_DEVICE = "jfbl";
    /** Device of the right port, in the switch's namespace. */
    public static final String RIGHT_DEVICE = "jfbr";

    private static final long DEVICE_MS = 10_000;
    private static final String[] OFFLOADS = {"tx", "off", "tso", "off", "gso", "off", "gro", "off"};

    private final Cleanup cleanup;
    private final Hosts hosts;
    private final String name;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private WorkerClock workers = OptionalLong::empty;

    /** CPU time of a switch's forwarding threads, where it tells. */
    @FunctionalInterface
    public interface WorkerClock {
        /** So far, in nanoseconds. */
        OptionalLong cpuNs() throws BenchException;
    }

    SwitchSpace(final Cleanup cleanup, final Hosts hosts, final String name, final String dut) throws BenchException {
        this.cleanup = cleanup;
        this.hosts = hosts;
        this.name = name;
        folder = hosts.folder().resolve(dut);
        try {
            Files.createDirectories(folder);
            cleanup.add(() -> Hosts.delete(folder));
            Hosts.namespace(cleanup, name);
            cleanup.add(hosts::removeDevices);
        } catch (final IOException failed) {
            cleanup.close();
            throw new BenchException("folder " + folder + " cannot be made: " + failed.getMessage(), failed);
        } catch (final BenchException failed) {
            cleanup.close();
            throw failed;
        }
    }

    /** Its namespace. */
    public String name() {
        return name;
    }

    /** The hosts it joins. */
    public Hosts hosts() {
        return hosts;
    }

    /** A folder for its files, empty at first. */
    public Path folder() {
        return folder;
    }

    /** Where a program's output goes. */
    public Path log(final String program) {
        return folder.resolve(program + ".log");
    }

    /** Starts a program of the switch, whose CPU time is the switch's; its output goes to {@link #log}. */
    public Process start(final String program, final Map<String, String> environment, final String... command)
            throws BenchException {
        final Process process = startBeside(program, environment, command);
        processes.add(process);
        return process;
    }

    /** Starts a program that is no part of the switch; its output goes to {@link #log}. */
    public Process startBeside(final String program, final Map<String, String> environment, final String... command)
            throws BenchException {
        return Programs.start(cleanup, Programs.inside(name, command), log(program), environment);
    }

    /** Runs a tool to its end in this namespace. */
    public String run(final String... command) throws BenchException {
        return Programs.run(Programs.inside(name, command).toArray(new String[0]));
    }

    /** Process ids of the switch; empty when it is in the kernel. */
    public List<Long> processes() {
        return processes.stream().map(Process::pid).toList();
    }

    /** Refuses when a process of the switch has ended. */
    public void refuseDead() throws BenchException {
        for (final Process process : processes) {
            if (!process.isAlive()) {
                throw new BenchException("a process of the switch ended with status " + process.exitValue());
            }
        }
    }

    /** Waits for two devices a switch makes and gives them to the hosts. */
    public void giveBoth(final Process process, final String program) throws BenchException {
        give(process, program, LEFT_DEVICE, hosts.left());
        give(process, program, RIGHT_DEVICE, hosts.right());
    }

    /** Waits for a device a switch makes and gives it to a host. */
    public void give(final Process process, final String program, final String device, final String host)
            throws BenchException {
        Programs.await(process, log(program), "device " + device, DEVICE_MS, () -> hasDevice(device));
        Programs.run("ip", "-n", name, "link", "set", "dev", device, "down");
        Programs.run("ip", "-n", name, "link", "set", "dev", device, "netns", host, "name", Hosts.DEVICE);
    }

    private boolean hasDevice(final String device) {
        try {
            Programs.run("ip", "-n", name, "link", "show", "dev", device);
            return true;
        } catch (final BenchException notYet) {
            return false;
        }
    }

    /** Makes a pair of virtual Ethernet devices for each host, one end here and up. */
    public void makeVeths() throws BenchException {
        makeVeth(LEFT_DEVICE, hosts.left());
        makeVeth(RIGHT_DEVICE, hosts.right());
    }

    /** Makes a pair of virtual Ethernet devices for a host, one end here and up. */
    public void makeVeth(final String device, final String host) throws BenchException {
        Programs.run(
                "ip", "-n", name, "link", "add", device, "type", "veth", "peer", "name", Hosts.DEVICE, "netns", host);
        Programs.run("ip", "-n", name, "link", "set", "dev", device, "up");
    }

    /** What is read from a veth by a packet socket must be whole frames with checksums. */
    public void stopOffloads() throws BenchException {
        stopOffloads(name, LEFT_DEVICE);
        stopOffloads(name, RIGHT_DEVICE);
        stopOffloads(hosts.left(), Hosts.DEVICE);
        stopOffloads(hosts.right(), Hosts.DEVICE);
    }

    /** The same for one device in a namespace. */
    public void stopOffloads(final String space, final String device) throws BenchException {
        final List<String> command = Programs.inside(space, "ethtool", "-K", device);
        command.addAll(List.of(OFFLOADS));
        Programs.run(command.toArray(new String[0]));
    }

    /** Addresses the hosts' devices and waits until frames go through. */
    public void join() throws BenchException {
        hosts.configure();
        hosts.awaitReach();
    }

    /** Tells how to ask the switch for the time of its workers. */
    public void workers(final WorkerClock clock) {
        workers = clock;
    }

    /** CPU time of the switch's workers so far, in nanoseconds; nothing when it does not tell. */
    public OptionalLong workersCpuNs() throws BenchException {
        return workers.cpuNs();
    }

    /** Ends something of this session with the session. */
    public void atEnd(final Cleanup.Action action) throws BenchException {
        cleanup.add(action);
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
