package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The demo, the first thing a person sees of the switch. */
@Tag("netns")
@Tag("alone")
class DemoIT {
    private static final long DEMO_MS = 60_000;
    private static final long UPDATE_MS = 180_000;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private Child start(final String... options) {
        final Child demo = SwitchProcess.command(
                Stream.concat(Stream.of("demo"), Stream.of(options)).toArray(String[]::new));
        lab.adopt(() -> {
            demo.close();
            namespaces(demo).forEach(left -> lab.run(List.of("ip", "netns", "del", left)));
        });
        return demo;
    }

    @Test
    void shouldShowThatTrafficReallyFlowed() {
        final Child demo = start("--once", "--json");
        assertEquals(0, demo.awaitExit(DEMO_MS), demo::toString);
        final JsonObject report =
                JsonParser.parseString(String.join("\n", demo.output())).getAsJsonObject();
        assertTrue(report.get("ok").getAsBoolean(), report::toString);
        assertEquals(0.0, report.getAsJsonObject("ping").get("loss").getAsDouble());
        assertTrue(report.getAsJsonObject("tcp").get("bytes").getAsLong() > 0, report::toString);
        assertTrue(usedQueues(report) > 1, report::toString);
        assertTrue(report.getAsJsonObject("ledgers").get("balanced").getAsBoolean(), report::toString);
        assertEquals(List.of(), namespaces(demo));
    }

    @Test
    void shouldShowThatAnUpdateLosesNothing() {
        final Child demo = start("--update", "--json");
        assertEquals(0, demo.awaitExit(UPDATE_MS), demo::toString);
        final JsonObject report =
                JsonParser.parseString(String.join("\n", demo.output())).getAsJsonObject();
        assertTrue(report.get("ok").getAsBoolean(), report::toString);
        assertEquals(11, report.getAsJsonArray("phases").size());
        for (final JsonElement phase : report.getAsJsonArray("phases")) {
            assertEquals(0, phase.getAsJsonObject().get("lost").getAsLong(), report::toString);
            assertEquals(0, phase.getAsJsonObject().get("reordered").getAsLong(), report::toString);
        }
        System.out.println("demo --update: " + report);
        assertEquals(List.of(), namespaces(demo));
    }

    private static int usedQueues(final JsonObject report) {
        int used = 0;
        for (final JsonElement frames : report.getAsJsonObject("udp").getAsJsonArray("framesPerQueue")) {
            used += frames.getAsLong() > 0 ? 1 : 0;
        }
        return used;
    }

    @Test
    void shouldRemoveAllItMadeAfterCtrlC() {
        final List<String> folders = folders();
        final Child demo = start();
        Await.until(
                "both namespaces of the demo", DEMO_MS, () -> namespaces(demo).size() == 2);
        lab.must("kill", "-INT", String.valueOf(demo.pid()));
        demo.awaitExit(DEMO_MS);
        assertEquals(List.of(), namespaces(demo));
        assertEquals(folders, folders());
    }

    private static List<String> folders() {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("jackfield-demo-"))
                    .sorted()
                    .toList();
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Namespaces the demo made; it marks them with its process id. */
    private static List<String> namespaces(final Child demo) {
        try (Stream<Path> all = Files.list(Path.of("/run/netns"))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.contains(String.valueOf(demo.pid())))
                    .toList();
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }
}
