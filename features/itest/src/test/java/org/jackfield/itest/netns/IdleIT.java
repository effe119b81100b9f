package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A switch with nothing to do lets the machine sleep. What is counted is how often its threads went to sleep again and how many
 * times the kernel's clock found them running, not how long anything took.
 */
@Tag("netns")
@Tag("alone")
class IdleIT {
    private static final int PORTS = 4;
    private static final long IDLE_MS = 5_000;
    /** Ten a second: a conductor that polls every 50 ms makes 100, and one that is woken by what it did itself many more. */
    private static final long MOST_SLEEPS = 50;
    /** Hundredths of a second of CPU; a thread that spins makes 500. */
    private static final long MOST_TICKS = 100;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    /** Of one thread so far. */
    private record Activity(String name, long sleeps, long ticks) {}

    @ParameterizedTest(name = "{0} worker(s)")
    @ValueSource(ints = {1, 2})
    void shouldSleepWhileThereIsNothingToDo(final int workers) {
        final SwitchProcess jackfield = lab.newSwitch(workers).start();
        final Station first = jackfield.connect(1);
        for (int number = 2; number <= PORTS; number++) {
            final Station other = jackfield.connect(number);
            Station.introduce(first, other);
            first.mustReach(other);
        }
        final Map<Long, Activity> before = threads(jackfield.pid());
        Await.pause(IDLE_MS);
        final Map<Long, Activity> after = threads(jackfield.pid());
        assertTrue(after.size() > workers, () -> "conductor and workers run: " + after);
        after.forEach((id, then) -> {
            final Activity now = before.getOrDefault(id, new Activity(then.name, 0, 0));
            final long sleeps = then.sleeps - now.sleeps;
            final long ticks = then.ticks - now.ticks;
            assertTrue(sleeps <= MOST_SLEEPS, () -> then.name + " went to sleep " + sleeps + " times");
            assertTrue(ticks <= MOST_TICKS, () -> then.name + " used " + ticks + " hundredths of a second of CPU");
        });
    }

    /** Conductor and workers by thread id; the kernel keeps 15 bytes of a name. */
    private static Map<Long, Activity> threads(final long pid) {
        final Map<Long, Activity> found = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (final Path task : tasks.toList()) {
                final String name = line(task.resolve("comm"));
                if (List.of("jackfield-condu", "jackfield-worke").contains(name)) {
                    found.put(Long.parseLong(task.getFileName().toString()), activity(task, name));
                }
            }
            return found;
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Activity activity(final Path task, final String name) throws IOException {
        final long sleeps = Files.readAllLines(task.resolve("status")).stream()
                .filter(text -> text.startsWith("voluntary_ctxt_switches:"))
                .mapToLong(text -> Long.parseLong(text.replaceAll("[^0-9]", "")))
                .sum();
        // Fields 14 and 15 of proc(5), counted behind the name, which may contain anything.
        final String stat = line(task.resolve("stat"));
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new Activity(name, sleeps, Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    private static String line(final Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (final NoSuchFileException ended) { // a thread that has ended between listing and reading
            return "";
        }
    }
}
