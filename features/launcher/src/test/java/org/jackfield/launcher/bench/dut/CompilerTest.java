package org.jackfield.launcher.bench.dut;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jackfield.launcher.bench.rig.BenchException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompilerTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {Compiler.LOOP, Compiler.URING, Compiler.STREAM})
    void shouldCompileWithoutAWarning(final String source) throws BenchException {
        assertTrue(Compiler.isInstalled(), "no C compiler; apt-get install gcc libc6-dev");
        final Path program = Compiler.program(source, folder, "-Werror");
        assertTrue(Files.isExecutable(program));
    }
}
