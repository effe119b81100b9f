package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** What every port type must do, by the words of {@link Port}. A port's test extends this and says how to make one. */
public abstract class PortContractTest {
    private static final String MODIFIED = "Lorg/osgi/service/component/annotations/Modified;";
    private static final String COMPONENT = "Lorg/osgi/service/component/annotations/Component;";

    private Port port;
    private RecordingHost host;
    private PortSettings settings;
    private boolean open;

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
