package org.jackfield.launcher.bench.dut;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchCommands;
import org.jackfield.launcher.bench.rig.SwitchSpace;
import org.jackfield.launcher.run.Home;

/** This distribution's own switch: a child process like that of any user. */
final class JackfieldSwitch implements Dut {
    static final String NAME = "jackfield";

    private static final long START_MS = 30_000;
    private static final String LOG = "jackfield";

    private final Variant variant;

    /**
     * A way to run it.
     *
     * @param name name of the device under test
     * @param title in some words
     * @param ends what joins it with the hosts
     * @param options further options of the command {@code run}
     * @param queues queues of each port, 0 for the default
     * @param javaHome Java it runs on
     * @param lack what is missing for this way
     */
    record Variant(
            String name,
            String title,
            Ends ends,
            List<String> options,
            int queues,
            Path javaHome,
            Optional<Lack> lack) {}

    JackfieldSwitch(final Variant variant) {
        this.variant = variant;
    }

    @Override
    public String name() {
        return variant.name();
    }

    @Override
    public String title() {
        return variant.title();
    }

    @Override
    public Optional<Lack> lack() {
        return variant.lack();
    }

    @Override
    public String version() {
        return "Java " + variant.javaHome().getFileName();
    }

    @Override
    public List<String> onlyWorkloads() {
        return variant.queues() > 0 ? Duts.QUEUE_WORKLOADS : List.of();
    }

    @Override
    public boolean isUsual() {
        return variant.ends().isUsual();
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        variant.ends().prepare(space);
        final Path folder = space.folder();
        final Path socket = folder.resolve("control.sock");
        final List<String> command =
                new ArrayList<>(List.of(Home.folder().resolve("bin/jackfield").toString(), "run"));
        command.addAll(List.of("--config", folder.resolve("config").toString()));
        command.addAll(List.of("--state", folder.resolve("state").toString()));
        command.addAll(List.of("--socket", socket.toString()));
        command.addAll(List.of("--owner", String.valueOf(ProcessHandle.current().pid())));
        command.addAll(variant.options());
        final Process process =
                space.start(LOG, Map.of("JAVA_HOME", variant.javaHome().toString()), command.toArray(new String[0]));
        Programs.awaitText(process, space.log(LOG), "jackfield is ready", START_MS);
        variant.ends().join(space, (name, type, settings) -> addPort(socket, name, type, settings));
        space.workers(() -> workersCpuNs(socket));
    }

    private void addPort(final Path socket, final String name, final String type, final List<String> settings)
            throws BenchException {
        final List<String> words = new ArrayList<>(List.of("port", "add", name, "--type", type));
        for (final String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        if (variant.queues() > 0) {
            words.addAll(List.of("--set", "queues=" + variant.queues()));
        }
        SwitchCommands.ask(socket, words);
    }

    private static OptionalLong workersCpuNs(final Path socket) throws BenchException {
        long sum = 0;
        for (final JsonElement worker :
                SwitchCommands.ask(socket, List.of("worker", "list")).getAsJsonArray("workers")) {
            sum += worker.getAsJsonObject().get("cpuNs").getAsLong();
        }
        return OptionalLong.of(sum);
    }
}
