package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.jna.LibC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** What every port type must do, by the words of {@link Port}. A port's test extends this and says how to make one. */
public abstract class PortContractTest {
    private static final String MODIFIED = "Lorg/osgi/service/component/annotations/Modified;";
    /** What a host has for the descriptor of a queue in memory. */
    private static final int IN_MEMORY = -1;

    private static final String COMPONENT = "Lorg/osgi/service/component/annotations/Component;";

    private Port port;
    private RecordingHost host;
    private PortSettings settings;
    private boolean open;
    /** What was handed over and nobody has adopted. */
    private Optional<PortEstate> left = Optional.empty();

    /** A fresh, closed port. */
    protected abstract Port newPort() throws Exception;

    /** A configuration it accepts, with a name. */
    protected abstract PortSettings settings() throws Exception;

    /** Changes (key to value) of that configuration that it must refuse, at open as well as while open. */
    protected abstract List<Map<String, ?>> badChanges();

    /** Takes away what the port could not, at the end of each test. */
    protected void cleanUp() throws Exception {}

    /** The class that Declarative Services makes; the port's own unless overridden. */
    protected Class<?> componentClass() throws Exception {
        return newPort().getClass();
    }

    @BeforeEach
    void makePort() throws Exception {
        port = newPort();
        settings = settings();
        host = new RecordingHost(settings.name());
    }

    @AfterEach
    void closePort() throws Exception {
        try {
            if (open) {
                close();
            }
        } finally {
            left.ifPresent(PortContractTest::closeAll);
            cleanUp();
        }
    }

    @Test
    void shouldSayWhatItCanDo() {
        final PortCapabilities can = port.capabilities();
        assertTrue(can.mostQueues() >= 1, can::toString);
        assertTrue(0 < can.leastMtu() && can.leastMtu() <= can.mostMtu(), can::toString);
        assertEquals(can, port.capabilities());
    }

    @Test
    void shouldAttachItsQueuesInOrderAndReportTheMtu() throws PortException {
        final int queues = Math.min(2, port.capabilities().mostQueues());
        open(queues);
        assertEquals(queues, host.queueCount());
        assertTrue(host.mtu() >= port.capabilities().leastMtu(), () -> "MTU reported as " + host.mtu());
        assertTrue(host.mtu() <= port.capabilities().mostMtu(), () -> "MTU reported as " + host.mtu());
        assertKept();
    }

    @Test
    void shouldGrowAndShrinkByItsHighestQueues() throws PortException {
        final int most = Math.min(4, port.capabilities().mostQueues());
        open(1);
        for (final int queues : new int[] {most, 1, most, Math.max(1, most / 2), most}) {
            port.setQueues(queues);
            assertEquals(queues, host.queueCount());
        }
        port.setQueues(most);
        assertEquals(most, host.queueCount(), "setting the same number again changes nothing");
        assertKept();
    }

    @Test
    void shouldOpenAgainAfterAClose() throws PortException {
        for (int i = 0; i < 3; i++) {
            open(1);
            assertEquals(1, host.queueCount());
            close();
            host = new RecordingHost(settings.name());
        }
    }

    @Test
    void shouldLeaveNothingOpenBehind() throws Exception {
        final int most = Math.min(3, port.capabilities().mostQueues());
        openGrowShrinkClose(most);
        final Map<String, Integer> before = OpenDescriptors.byTarget();
        for (int i = 0; i < 5; i++) {
            openGrowShrinkClose(most);
        }
        assertEquals(before, OpenDescriptors.byTarget());
    }

    @Test
    void shouldUndoEverythingWhenItCannotOpen() throws Exception {
        openGrowShrinkClose(1);
        final Map<String, Integer> before = OpenDescriptors.byTarget();
        host.refuseQueue(0);
        final PortException refused = assertThrows(PortException.class, () -> open(1));
        assertFalse(String.valueOf(refused.getMessage()).isBlank());
        host.invalidate();
        assertEquals(before, OpenDescriptors.byTarget());
        host = new RecordingHost(settings.name());
        open(1);
    }

    @Test
    void shouldKeepItsQueuesWhenItCannotGrow() throws PortException {
        if (port.capabilities().mostQueues() < 2) {
            return;
        }
        open(1);
        host.refuseQueue(1);
        assertThrows(PortException.class, () -> port.setQueues(2));
        assertEquals(1, host.queueCount());
        host.refuseQueue(-1);
        port.setQueues(2);
        assertEquals(2, host.queueCount());
        assertKept();
    }

    @Test
    void shouldRefuseBadSettingsWhenItOpens() {
        for (final Map<String, ?> change : badChanges()) {
            final PortException refused =
                    assertThrows(PortException.class, () -> port.open(host, with(change), 1), change::toString);
            assertNames(settings.name(), refused);
            assertEquals(0, host.queueCount());
        }
        assertKept();
    }

    @Test
    void shouldChangeNothingWhenItRefusesSettings() throws PortException {
        open(1);
        final Map<String, String> before = port.details();
        final int mtu = host.mtu();
        for (final Map<String, ?> change : badChanges()) {
            final PortException refused =
                    assertThrows(PortException.class, () -> port.reconfigure(with(change)), change::toString);
            assertNames(settings.name(), refused);
            assertEquals(before, port.details());
            assertEquals(mtu, host.mtu());
            assertEquals(1, host.queueCount());
        }
        assertKept();
    }

    @Test
    void shouldAcceptItsOwnSettingsInPlace() throws PortException {
        open(1);
        assertTrue(port.reconfigure(settings), "the same settings need no close and open");
        assertKept();
    }

    @Test
    void shouldAnswerQuestionsWheneverAsked() throws PortException {
        assertAnswers();
        open(1);
        assertAnswers();
        port.check();
        close();
        assertAnswers();
    }

    @Test
    void shouldNotTouchTheHostAfterItsClose() throws PortException {
        open(1);
        close();
        port.details();
        assertEquals(0, host.queueCount());
        assertKept();
    }

    /** An update may be to an older version: what a later one notes besides is no reason to close a port. */
    @Test
    void shouldGoOnAlsoFromWhatALaterVersionLeft() throws Exception {
        openGrowShrink();
        final Map<String, String> details = port.details();
        if (handOver().isEmpty()) {
            return;
        }
        final PortEstate written = left.orElseThrow();
        final Map<String, String> facts = new HashMap<>(written.facts());
        facts.put("a-fact-of-a-later-version", "some text");
        left = Optional.of(new PortEstate(written.queues(), written.others(), facts));
        adopt(newPort());
        assertEquals(details, port.details());
        assertKept();
    }

    @Test
    void shouldRefuseAndCloseAfterAnAdoptionAsAfterAnOpen() throws Exception {
        openGrowShrinkClose(1);
        final Map<String, Integer> closed = OpenDescriptors.byTarget();
        openGrowShrink();
        if (handOver().isEmpty()) {
            return;
        }
        adopt(newPort());
        final Map<String, String> details = port.details();
        for (final Map<String, ?> change : badChanges()) {
            assertThrows(PortException.class, () -> port.reconfigure(with(change)), change::toString);
            assertEquals(details, port.details());
        }
        port.check();
        assertKept();
        close();
        assertEquals(closed, OpenDescriptors.byTarget(), "a close right after an adoption");
    }

    /** Otherwise descriptors would be closed twice, by then those of others. */
    @Test
    void shouldLeaveWhatIsOpenOnlyOnce() throws Exception {
        openGrowShrink();
        if (handOver().isPresent()) {
            assertEquals(Optional.empty(), port.handOver(), "what was left once is the switch's");
        }
    }

    @Test
    void shouldKeepItsServiceWhenOnlyTheSwitchsKeysChange() throws Exception {
        final ClassNode node = new ClassNode();
        final String file = "/" + componentClass().getName().replace('.', '/') + ".class";
        try (InputStream in = componentClass().getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("no class file " + file);
            }
            new ClassReader(in.readAllBytes()).accept(node, ClassReader.SKIP_CODE);
        }
        final boolean component = node.invisibleAnnotations != null
                && node.invisibleAnnotations.stream().anyMatch(a -> a.desc.equals(COMPONENT));
        final boolean modified = node.methods.stream()
                .anyMatch(method -> method.invisibleAnnotations != null
                        && method.invisibleAnnotations.stream().anyMatch(a -> a.desc.equals(MODIFIED)));
        assertTrue(!component || modified, () -> node.name + " is a component without a @Modified method");
    }

    @Test
    void shouldLeaveAllThatIsOpenToALaterVersion() throws Exception {
        openGrowShrink();
        final List<Integer> queues = queueDescriptors();
        final Map<String, Integer> before = OpenDescriptors.byTarget();
        if (handOver().isEmpty()) {
            assertEquals(queues.size(), host.queueCount(), "a port that leaves nothing stays open until its close");
            assertAnswers();
            return;
        }
        if (queues.contains(IN_MEMORY)) {
            assertEquals(0, host.queueCount(), "queues in memory are code, so they are detached");
            queues.clear();
        }
        final List<Integer> all = descriptors(left.orElseThrow());
        assertEquals(all.size(), Set.copyOf(all).size(), () -> "a descriptor is left twice: " + all);
        assertEquals(queues, left.orElseThrow().queues(), "descriptors of the queues");
        assertEquals(before, OpenDescriptors.byTarget(), "a hand-over opens and closes nothing");
        assertAnswers();
        assertKept();
        closeAll(left.orElseThrow());
        left = Optional.empty();
        host = new RecordingHost(settings.name());
        open(1);
    }

    @Test
    void shouldLeaveNoDescriptorOutOfItsEstate() throws Exception {
        openGrowShrinkClose(1);
        final Map<String, Integer> before = OpenDescriptors.byTarget();
        openGrowShrink();
        if (handOver().isPresent()) {
            closeAll(left.orElseThrow());
            left = Optional.empty();
            assertEquals(before, OpenDescriptors.byTarget());
        }
    }

    @Test
    void shouldGoOnFromWhatAnEarlierVersionLeft() throws Exception {
        openGrowShrinkClose(1);
        final Map<String, Integer> closed = OpenDescriptors.byTarget();
        openGrowShrink();
        final int queues = host.queueCount();
        final int mtu = host.mtu();
        final boolean steered = host.steering().isPresent();
        final Map<String, String> details = port.details();
        final Map<String, Integer> opened = OpenDescriptors.byTarget();
        for (int update = 0; update < 3; update++) {
            if (handOver().isEmpty()) {
                return;
            }
            adopt(newPort());
            assertEquals(opened, OpenDescriptors.byTarget(), "an adoption opens and closes nothing");
            assertEquals(queues, host.queueCount());
            assertTrue(host.mtu() == -1 || host.mtu() == mtu, () -> "MTU reported as " + host.mtu());
            assertEquals(steered, host.steering().isPresent());
            assertEquals(details, port.details());
            port.check();
            assertTrue(port.reconfigure(settings), "the same settings need no close and open");
        }
        final int most = Math.min(4, port.capabilities().mostQueues());
        for (final int count : new int[] {most, 1, most}) {
            port.setQueues(count);
            assertEquals(count, host.queueCount());
        }
        assertKept();
        close();
        assertEquals(closed, OpenDescriptors.byTarget());
    }

    @Test
    void shouldChangeNothingWhenItCannotGoOn() throws Exception {
        openGrowShrink();
        if (handOver().isEmpty()) {
            return;
        }
        final PortEstate good = left.orElseThrow();
        final Port later = newPort();
        if (good.queues().isEmpty()) {
            final RecordingHost other = new RecordingHost(settings.name());
            final PortEstate nothing = new PortEstate(List.of(), Map.of(), Map.of());
            assertNames(
                    settings.name(), assertThrows(PortException.class, () -> later.adopt(other, settings, nothing)));
            assertEquals(0, other.queueCount());
        }
        final int strange = LibC.eventfd(0, LibC.CLOEXEC);
        try {
            final Map<String, Integer> before = OpenDescriptors.byTarget();
            for (int broken = 0; broken < good.queues().size(); broken++) {
                final List<Integer> queues = new ArrayList<>(good.queues());
                queues.set(broken, strange);
                final PortEstate bad = new PortEstate(queues, good.others(), good.facts());
                final RecordingHost other = RecordingHost.using(bad, settings.name());
                assertNames(
                        settings.name(), assertThrows(PortException.class, () -> later.adopt(other, settings, bad)));
                assertEquals(Optional.empty(), other.steering());
                assertEquals(List.of(), other.breaches());
                assertEquals(before, OpenDescriptors.byTarget());
            }
        } finally {
            LibC.close(strange);
        }
        adopt(later);
        port.check();
    }

    private List<Integer> queueDescriptors() {
        final List<Integer> descriptors = new ArrayList<>();
        for (int queue = 0; queue < host.queueCount(); queue++) {
            descriptors.add(host.fd(queue));
        }
        return descriptors;
    }

    private void openGrowShrink() throws PortException {
        final int most = Math.min(3, port.capabilities().mostQueues());
        open(1);
        port.setQueues(most);
        port.setQueues(Math.max(1, most - 1));
    }

    private Optional<PortEstate> handOver() {
        left = port.handOver();
        if (left.isPresent()) {
            open = false;
        }
        return left;
    }

    private void adopt(final Port later) throws PortException {
        final PortEstate estate = left.orElseThrow();
        host.invalidate();
        host = RecordingHost.using(estate, settings.name());
        later.adopt(host, settings, estate);
        left = Optional.empty();
        port = later;
        open = true;
    }

    private static List<Integer> descriptors(final PortEstate estate) {
        final List<Integer> all = new ArrayList<>(estate.queues());
        all.addAll(estate.others().values());
        return all;
    }

    /** The switch when nobody has adopted an estate. */
    private static void closeAll(final PortEstate estate) {
        descriptors(estate).forEach(fd -> assertEquals(0, LibC.close(fd), () -> "descriptor " + fd + " was not open"));
    }

    private void assertAnswers() {
        assertDoesNotThrow(port::details);
        assertTrue(assertDoesNotThrow(port::kernelDrops) >= -1);
    }

    private static void assertNames(final String name, final PortException refused) {
        final String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(name), () -> "does not name the port: " + message);
    }

    private void assertKept() {
        assertEquals(List.of(), host.breaches());
    }

    private void openGrowShrinkClose(final int most) throws PortException {
        open(1);
        port.setQueues(most);
        port.setQueues(1);
        close();
        host = new RecordingHost(settings.name());
    }

    private void open(final int queues) throws PortException {
        port.open(host, settings, queues);
        open = true;
    }

    private void close() {
        open = false;
        port.close();
        host.invalidate();
    }

    private PortSettings with(final Map<String, ?> change) {
        final Map<String, Object> changed = new HashMap<>(settings.values());
        changed.putAll(change);
        return new PortSettings(changed);
    }
}
