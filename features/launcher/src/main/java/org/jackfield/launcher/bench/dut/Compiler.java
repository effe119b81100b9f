package org.jackfield.launcher.bench.dut;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;

/** Compiles the yardsticks, whose sources are in this program, with the machine's compiler. */
public final class Compiler {
    /** The yardstick that reads and writes. */
    public static final String LOOP = "tap-loop";
    /** The yardstick that uses io_uring. */
    public static final String URING = "tap-uring";

    /** What carries frames between a tap and a stream socket. */
    static final String STREAM = "tap-stream";

    private static final String PROGRAM = "cc";
    private static final String HEADER = "tap.h";
    private static final String RESOURCES = "/org/jackfield/launcher/bench/c/";
    private static final List<String> FLAGS = List.of("-O2", "-Wall", "-Wextra", "-pthread");

    private Compiler() {}

    /** Whether there is a compiler and the headers it needs. */
    public static boolean isInstalled() {
        return Programs.isInstalled(PROGRAM) && Files.exists(Path.of("/usr/include/linux/if_tun.h"));
    }

    /** What is missing to compile. */
    static Optional<Dut.Lack> lack() {
        return Dut.unless(isInstalled(), "no C compiler", "gcc libc6-dev");
    }

    static String version() {
        try {
            return Programs.run(PROGRAM, "--version").lines().findFirst().orElse("");
        } catch (final BenchException none) {
            return "";
        }
    }

    /** The program made from a source, below a folder; compiled when it is not there yet. */
    public static Path program(final String source, final Path folder, final String... moreFlags)
            throws BenchException {
        final Path program = folder.resolve(source);
        if (Files.exists(program)) {
            return program;
        }
        final Path text = folder.resolve(source + ".c");
        extract(source + ".c", text);
        extract(HEADER, folder.resolve(HEADER));
        final List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(FLAGS);
        command.addAll(List.of(moreFlags));
        command.addAll(List.of("-o", program.toString(), text.toString()));
        Programs.run(command.toArray(new String[0]));
        return program;
    }

    private static void extract(final String name, final Path to) throws BenchException {
        try (InputStream source = Compiler.class.getResourceAsStream(RESOURCES + name)) {
            if (source == null) {
                throw new BenchException("source " + name + " is not in this program; build it anew");
            }
            Files.copy(source, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException failed) {
            throw new BenchException("source " + name + " cannot be written to " + to + ": " + failed, failed);
        }
    }
}
