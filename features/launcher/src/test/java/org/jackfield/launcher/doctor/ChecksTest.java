package org.jackfield.launcher.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.launcher.run.Rootless;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
    private static final String ALL_CAPABILITIES = "000001ffffffffff";

    private static final Optional<Rootless.Obstacle> FORBIDDEN =
            Optional.of(new Rootless.Obstacle("forbidden", "allow it"));

    @TempDir
    private Path root;

    private Optional<Rootless.Obstacle> noNamespace = Optional.empty();

    @BeforeEach
    void makeAGoodMachine() throws IOException {
        write("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        write("/dev/net/tun", "");
        capabilities(ALL_CAPABILITIES);
        write(
                "/proc/self/limits",
                "Limit  Soft  Hard  Units\nMax open files            8192        524288     files\n");
        write("/proc/meminfo", "MemTotal: 4000000 kB\nMemAvailable:    2000000 kB\n");
    }

    private void write(final String file, final String text) throws IOException {
        final Path path = root.resolve(file.substring(1));
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void capabilities(final String mask) throws IOException {
        write("/proc/self/status", "Name:\tjava\nCapEff:\t" + mask + "\n");
    }

    private List<Check> all() {
        return new Checks(new Machine(root), noNamespace).all();
    }

    private Map<String, Check.Verdict> verdicts() {
        return all().stream().collect(Collectors.toMap(Check::name, Check::verdict));
    }

    @Test
    void shouldFindNothingWrongWithAGoodMachine() {
        verdicts().forEach((name, verdict) -> assertEquals(Check.Verdict.OK, verdict, name));
    }

    @Test
    void shouldFailWithoutTheRightToMakeTaps() throws IOException {
        capabilities("0000000000000000");
        noNamespace = FORBIDDEN;
        assertEquals(Check.Verdict.FAIL, verdicts().get("net-admin"));
        assertEquals(Check.Verdict.WARN, verdicts().get("user-ns"));
        assertEquals(Check.Verdict.WARN, verdicts().get("sys-admin"));
        assertEquals(Check.Verdict.WARN, verdicts().get("bpf"));
    }

    @Test
    void shouldOnlyWarnWithoutThatRightWhereUserNamespacesGiveIt() throws IOException {
        capabilities("0000000000000000");
        assertEquals(Check.Verdict.WARN, verdicts().get("net-admin"));
        assertEquals(Check.Verdict.OK, verdicts().get("user-ns"));
    }

    @Test
    void shouldBeContentWithTheCapabilitiesAServiceNeeds() throws IOException {
        capabilities(String.format("%016x", 1L << 12 | 1L << 39));
        assertEquals(Check.Verdict.OK, verdicts().get("net-admin"));
        assertEquals(Check.Verdict.OK, verdicts().get("bpf"));
    }

    @Test
    void shouldFailWithoutTheTunDevice() throws IOException {
        Files.delete(root.resolve("dev/net/tun"));
        assertEquals(Check.Verdict.FAIL, verdicts().get("tun"));
        Files.createDirectory(root.resolve("dev/net/tun"));
        assertEquals(Check.Verdict.FAIL, verdicts().get("tun"), "there, but does not open");
    }

    @Test
    void shouldWarnOfOldKernelsAndFailOnOlderOnes() throws IOException {
        write("/proc/sys/kernel/osrelease", "5.8.0-generic");
        assertEquals(Check.Verdict.WARN, verdicts().get("kernel"));
        write("/proc/sys/kernel/osrelease", "5.4.0");
        assertEquals(Check.Verdict.FAIL, verdicts().get("kernel"));
    }

    @Test
    void shouldWarnOfTightLimits() throws IOException {
        write("/proc/self/limits", "Max open files            1024        524288     files\n");
        write("/proc/meminfo", "MemAvailable:    100000 kB\n");
        assertEquals(Check.Verdict.WARN, verdicts().get("open-files"));
        assertEquals(Check.Verdict.WARN, verdicts().get("memory"));
        write("/proc/self/limits", "Max open files            unlimited        unlimited     files\n");
        assertEquals(Check.Verdict.OK, verdicts().get("open-files"));
    }

    @Test
    void shouldNameARemedyForEverythingThatIsNotWell() throws IOException {
        capabilities("0");
        Files.delete(root.resolve("dev/net/tun"));
        noNamespace = FORBIDDEN;
        for (final Check check : all()) {
            assertFalse(check.verdict() != Check.Verdict.OK && check.remedy().isEmpty(), check.name());
        }
    }
}
