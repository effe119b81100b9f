package org.jackfield.launcher.bench.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.launcher.bench.load.Words;
import org.jackfield.launcher.run.Home;

/** The process that plays a host: told what to do line by line, one thing at a time. One thread. */
public final class AgentClient {
    private final String namespace;
    private final Process process;
    private final BufferedReader answers;

    private AgentClient(final String namespace, final Process process) {
        this.namespace = namespace;
        this.process = process;
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts it in a namespace; the cleanup ends it.
     *
     * @param program what it runs: an {@link org.jackfield.launcher.bench.load.Agent}, or one that does more
     */
    static AgentClient start(final Cleanup cleanup, final String namespace, final Class<?> program)
            throws BenchException {
        final List<String> command = Programs.inside(
                namespace,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xms48m",
                "-Xmx256m",
                "-Xshare:auto",
                "-cp",
                Home.jar().toString(),
                program.getName());
        try {
            final Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            cleanup.add(() -> Programs.end(process));
            return new AgentClient(namespace, process);
        } catch (final IOException failed) {
            throw new BenchException("host " + namespace + " cannot be started: " + failed.getMessage(), failed);
        }
    }

    /** Tells it to do something. */
    public void tell(final String verb, final Object... keysAndValues) throws BenchException {
        try {
            process.getOutputStream().write((Words.line(verb, keysAndValues) + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (final IOException gone) {
            throw new BenchException("host " + namespace + " has ended: " + gone.getMessage(), gone);
        }
    }

    /** Waits for an answer that begins so. */
    public Words await(final String verb) throws BenchException {
        try {
            final String line = answers.readLine();
            if (line == null || !line.startsWith(verb)) {
                throw new BenchException("host " + namespace + " answered '" + line + "' instead of " + verb);
            }
            return Words.of(line);
        } catch (final IOException gone) {
            throw new BenchException("host " + namespace + " has ended: " + gone.getMessage(), gone);
        }
    }

    /** Tells it to do something and waits until it has. */
    public Words ask(final String verb, final Object... keysAndValues) throws BenchException {
        tell(verb, keysAndValues);
        return await("ok");
    }
}
