package org.jackfield.launcher.lab.live;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jackfield.lab.experiment.PolicyChoice;
import org.jackfield.lab.experiment.Topology;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchCommands;
import org.jackfield.launcher.bench.rig.SwitchSpace;
import org.jackfield.launcher.lab.PolicyBundle;
import org.jackfield.launcher.run.Home;

/**
 * A switch of this distribution between the two hosts, for one trial: a process of its own, so that what the compiler has learned of one
 * policy's code does not cost another. Removed with its space. One thread asks at a time.
 */
final class LiveSwitch {
    /** Name of the port traffic comes in by. */
    static final String LEFT = "left";
    /** Name of the other one. */
    static final String RIGHT = "right";

    private static final String LOG = "jackfield";
    private static final long START_MS = 120_000;
    private static final int USUAL_MTU = 1_500;
    private static final int ETHERNET_BYTES = 14;
    private static final int MOST_MTU = 65_521;
    private static final String SLEEPS = "voluntary_ctxt_switches:";
    private static final String WORKER_THREAD = "jackfield-worke";

    private final SwitchSpace space;
    private final Path socket;
    private final Process process;
    private final Topology topology;

    /**
     * Starts it with its ports; afterwards each host has its device.
     *
     * @param longest bytes of the longest frame
     * @param policy what is to steer
     * @param bundle the bundle of that policy
     */
    LiveSwitch(
            final SwitchSpace space,
            final Topology topology,
            final int longest,
            final PolicyChoice policy,
            final PolicyBundle bundle)
            throws BenchException {
        this.space = space;
        this.topology = topology;
        final Path folder = space.folder();
        socket = folder.resolve("control.sock");
        final Path config = folder.resolve("config");
        writeConfiguration(config, policy, bundle);
        process = space.start(
                LOG,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                Home.folder().resolve("bin/jackfield").toString(),
                "run",
                "--config",
                config.toString(),
                "--state",
                folder.resolve("state").toString(),
                "--socket",
                socket.toString(),
                "--owner",
                String.valueOf(ProcessHandle.current().pid()),
                "--workers",
                String.valueOf(topology.workers()));
        Programs.awaitText(process, space.log(LOG), "jackfield is ready", START_MS);
        addPort(LEFT, space.hosts().left(), longest);
        addPort(RIGHT, space.hosts().right(), longest);
        choose(policy, bundle);
        pin();
    }

    /** Its configuration folder is not empty, so the shipped defaults are not copied into it; they are the defaults anyway. */
    private static void writeConfiguration(final Path config, final PolicyChoice policy, final PolicyBundle bundle)
            throws BenchException {
        final List<String> lines = new ArrayList<>(List.of("# Policy " + policy.name() + " of a trial."));
        new TreeMap<>(policy.settings()).forEach((key, value) -> lines.add(key + " = " + value.replace("\n", " ")));
        try {
            Files.createDirectories(config);
            if (!policy.settings().isEmpty()) {
                Files.write(config.resolve(bundle.pid() + ".cfg"), lines);
            }
        } catch (final IOException failed) {
            throw new BenchException("configuration " + config + " cannot be written: " + failed.getMessage(), failed);
        }
    }

    private void addPort(final String name, final String host, final int longest) throws BenchException {
        final int mtu = Math.min(MOST_MTU, Math.max(USUAL_MTU, longest - ETHERNET_BYTES));
        ask(
                "port",
                "add",
                name,
                "--type",
                "tap",
                "--set",
                "device=" + (name.equals(LEFT) ? SwitchSpace.LEFT_DEVICE : SwitchSpace.RIGHT_DEVICE),
                "--set",
                "netns=" + host,
                "--set",
                "guest-name=" + Hosts.DEVICE,
                "--set",
                "queues=" + topology.queues(),
                "--set",
                "kernel-steering=" + (topology.kernelSteering() ? "auto" : "off"),
                "--set",
                "mtu=" + mtu);
    }

    /** Bundles of features are there already; those beside are deployed. */
    private void choose(final PolicyChoice policy, final PolicyBundle bundle) throws BenchException {
        if (bundle.isBeside()) {
            ask("bundle", "install", bundle.jar().toString());
        }
        ask("steering", "policy", policy.name());
    }

    /** The switch leaves its threads to the scheduler; here each worker gets a processor, in turn, when some are named. */
    private void pin() throws BenchException {
        if (topology.processors().isEmpty()) {
            return;
        }
        final List<Long> threads = workerThreads();
        for (int worker = 0; worker < threads.size(); worker++) {
            final int processor =
                    topology.processors().get(worker % topology.processors().size());
            Programs.run("taskset", "-cp", String.valueOf(processor), String.valueOf(threads.get(worker)));
        }
    }

    /** Its worker threads in the order in which they were started. */
    private List<Long> workerThreads() throws BenchException {
        final List<Long> threads = new ArrayList<>();
        for (final long pid : space.processes()) {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
                for (final Path task : tasks) {
                    if (Files.readString(task.resolve("comm")).strip().equals(WORKER_THREAD)) {
                        threads.add(Long.parseLong(task.getFileName().toString()));
                    }
                }
            } catch (final IOException gone) {
                throw new BenchException("threads of the switch cannot be seen: " + gone.getMessage(), gone);
            }
        }
        return threads.stream().sorted().toList();
    }

    /** How often its workers have gone to sleep so far, which the kernel counts as voluntary switches of context (proc(5), status). */
    long sleeps() throws BenchException {
        long sum = 0;
        for (final long thread : workerThreads()) {
            try {
                for (final String line : Files.readAllLines(Path.of("/proc/" + thread + "/status"))) {
                    if (line.startsWith(SLEEPS)) {
                        sum += Long.parseLong(line.substring(SLEEPS.length()).strip());
                    }
                }
            } catch (final IOException gone) {
                throw new BenchException("threads of the switch cannot be seen: " + gone.getMessage(), gone);
            }
        }
        return sum;
    }

    /** Everything it counts. */
    JsonObject statistics() throws BenchException {
        return ask("stats");
    }

    /** Who decides, and what was moved. */
    JsonObject steering() throws BenchException {
        return ask("steering", "show").getAsJsonObject("steering");
    }

    /** Has workers measure from now on, from 0, and look at all frames for moves of flows. */
    void measure() throws BenchException {
        ask("worker", "measure", "on", "--all-moves");
    }

    /** What they have measured. */
    JsonObject measures() throws BenchException {
        return ask("worker", "measures").getAsJsonObject("measures");
    }

    /** Attaches queues to the left port, or detaches some. */
    void queues(final int queues) throws BenchException {
        ask("port", "set", LEFT, "queues=" + queues);
    }

    /** Refuses when it has ended. */
    void refuseDead() throws BenchException {
        space.refuseDead();
    }

    /** Asks it something. */
    private JsonObject ask(final String... words) throws BenchException {
        return SwitchCommands.ask(socket, List.of(words));
    }
}
