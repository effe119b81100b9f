package org.jackfield.itest.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.BundleInfo;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.port.PortState;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.log.RecordingLog;
import org.jackfield.itest.workshop.Toy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** Bundles that are refused: the message names the cause, what ran before runs on, other ports notice nothing. */
@InFelix
@Tag("netns")
class BrokenBundlesIT {
    private static final String TOY = "org.jackfield.example.toy";
    private static final String PORT = "toy1";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private SwitchView view;

    @Inject
    private BundleAdmin bundles;

    private ToyLab toys;

    @BeforeEach
    void deploySoundToy() throws Exception {
        toys = new ToyLab(context, configurations, view);
        toys.startTraffic("br0");
        bundles.install(toys.make(Toy.sound()));
        toys.configure(PORT, "toy", Map.of("queues", "2", "bridge", "br0"));
        toys.awaitVersion(PORT, "1.0.0");
    }

    @AfterEach
    void close() throws Exception {
        try {
            for (final BundleInfo bundle : bundles.bundles()) {
                if (bundle.origin().equals("deploy")) {
                    bundles.remove(bundle.name());
                }
            }
        } finally {
            toys.close();
        }
    }

    /** What the framework and DS log of themselves about a bundle that does not start. */
    private static void expectStartTrouble() {
        RecordingLog.expect(
                "made to fail|Activator start error|Service factory returned null|Could not get service from ref"
                        + "|Service not available from service registry|Error during instantiation");
    }

    private void refuses(final Executable change, final String... words) {
        RecordingLog.expect("refused");
        final String message = assertThrows(AdminException.class, change).getMessage();
        for (final String word : words) {
            assertTrue(message.contains(word), () -> "no '" + word + "' in: " + message);
        }
    }

    private void assertOldOneRuns() {
        final BundleInfo toy = bundle(TOY);
        assertEquals("1.0.0", toy.version());
        assertEquals("ACTIVE", toy.state());
        assertEquals("", toy.reason());
        assertEquals(PortState.ACTIVE, toys.awaitVersion(PORT, "1.0.0").state());
    }

    private BundleInfo bundle(final String name) {
        final List<BundleInfo> found = bundles.bundles().stream()
                .filter(each -> each.name().equals(name))
                .toList();
        assertEquals(1, found.size(), () -> name + " in " + bundles.bundles());
        return found.get(0);
    }

    @Test
    void shouldRefuseANewVersionThatNeedsAMissingPackage() {
        final Path jar = toys.make(Toy.sound().version("1.1.0").needing("com.example.missing"));
        refuses(() -> bundles.update(TOY, jar), TOY, "com.example.missing", "[1.0.0,2.0.0)");
        assertOldOneRuns();
        assertEquals("1", view.port(PORT).orElseThrow().details().get("opens"), "the port was opened again");
    }

    @Test
    void shouldRefuseAVersionForAnotherSpiNamingBothVersions() {
        final Path jar = toys.make(Toy.sound().version("1.1.0").builtAgainst("[2,3)"));
        refuses(() -> bundles.update(TOY, jar), "org.jackfield.api.port", "[2.0.0,3.0.0)", "offers 1.", "SPI");
        assertOldOneRuns();
    }

    @Test
    void shouldGoBackToTheOldVersionWhenTheNewOneDoesNotStart() {
        final Path jar = toys.make(Toy.sound().version("1.1.0").startThrowing("made to fail in start"));
        expectStartTrouble();
        refuses(() -> bundles.update(TOY, jar), TOY, "made to fail in start");
        assertOldOneRuns();
    }

    @Test
    void shouldGoBackToTheOldVersionWhenTheNewOneDoesNotActivateItsPorts() {
        final Path jar = toys.make(Toy.sound().version("1.1.0").throwing("activate", "made to fail in activate"));
        expectStartTrouble();
        refuses(() -> bundles.update(TOY, jar), TOY, "made to fail in activate");
        assertOldOneRuns();
    }

    @Test
    void shouldRefuseANewBundleThatDoesNotStartAndLeaveNothing() {
        final Path jar = toys.make(Toy.sound()
                .named("org.jackfield.example.other")
                .offering("other")
                .startThrowing("made to fail"));
        expectStartTrouble();
        refuses(() -> bundles.install(jar), "made to fail");
        assertTrue(bundles.bundles().stream().noneMatch(each -> each.name().equals("org.jackfield.example.other")));
        assertOldOneRuns();
    }

    @Test
    void shouldRefuseWhatIsNoJar() {
        final Path garbage = toys.garbage();
        refuses(() -> bundles.install(garbage), garbage.getFileName().toString());
        refuses(() -> bundles.update(TOY, garbage), garbage.getFileName().toString());
        assertOldOneRuns();
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        refuses(() -> bundles.install(Path.of("/no/such.jar")), "/no/such.jar");
    }

    @Test
    void shouldRefuseToInstallTheSameBundleTwiceAndSayHowToUpdate() {
        final Path jar = toys.make(Toy.sound().throwing("details", "never runs"));
        refuses(() -> bundles.install(jar), TOY, "1.0.0", "jackfield bundle update");
        assertOldOneRuns();
    }

    @Test
    void shouldRefuseAnUpdateByAnotherBundle() {
        final Path jar = toys.make(Toy.sound().version("1.1.0").named("org.jackfield.example.other"));
        refuses(() -> bundles.update(TOY, jar), TOY, "org.jackfield.example.other");
        assertOldOneRuns();
    }

    @Test
    void shouldTakeTheSameVersionWithOtherContent() throws Exception {
        bundles.update(TOY, toys.make(Toy.sound().replacing("\"opens\", opens", "\"again\", opens")));
        Await.until(
                () -> "the new content runs: " + view.port(PORT),
                ToyLab.STATE_MS,
                () -> view.port(PORT)
                        .filter(port -> port.details().containsKey("again"))
                        .isPresent());
        toys.await(PORT, PortState.ACTIVE);
    }

    @Test
    void shouldLetTheSecondBundleOfATypeTakeOverWhenTheFirstGoes() throws Exception {
        RecordingLog.expect("a second configuration or bundle offers a port of this name");
        final String second = "org.jackfield.example.second";
        bundles.install(toys.make(Toy.sound().version("2.0.0").named(second)));
        assertOldOneRuns();
        bundles.remove(TOY);
        toys.awaitVersion(PORT, "2.0.0");
        bundles.install(toys.make(Toy.sound()));
        assertEquals("2.0.0", toys.await(PORT, PortState.ACTIVE).details().get("version"));
        bundles.remove(second);
        assertOldOneRuns();
    }

    @Test
    void shouldRefuseToRemoveWhatTheSwitchCannotLiveWithout() {
        refuses(() -> bundles.remove("org.jackfield.core"), "org.jackfield.core");
        refuses(() -> bundles.stop("org.jackfield.linux"), "org.jackfield.linux");
        assertOldOneRuns();
    }
}
