package org.jackfield.linux.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jackfield.linux.jna.LibC;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class NetworkNamespaceTest {
    @Test
    void shouldRunATaskInsideAndLeaveTheCallerOutside() throws IOException {
        try (TestNamespace test = new TestNamespace()) {
            final NetworkNamespace.Identity before =
                    NetworkNamespace.ofCallingThread().identity();
            final NetworkNamespace.Identity inside = test.namespace()
                    .call(() -> NetworkNamespace.ofCallingThread().identity());
            assertEquals(test.namespace().identity(), inside);
            assertNotEquals(before, inside);
            assertEquals(before, NetworkNamespace.ofCallingThread().identity());
        }
    }

    @Test
    void shouldRunTasksOfTheOwnNamespaceOnTheCallingThread() throws IOException {
        assertTrue(NetworkNamespace.own().isOwn());
        assertSame(Thread.currentThread(), NetworkNamespace.own().call(Thread::currentThread));
    }

    @Test
    void shouldEndTheThreadOfATask() throws IOException, InterruptedException {
        try (TestNamespace test = new TestNamespace()) {
            final Thread thread = test.namespace().call(Thread::currentThread);
            thread.join(5000);
            assertFalse(thread.isAlive());
        }
    }

    @Test
    void shouldHandTheTasksFailureToTheCaller() throws IOException {
        try (TestNamespace test = new TestNamespace()) {
            final NetworkNamespace namespace = test.namespace();
            final IOException io = assertThrows(
                    IOException.class,
                    () -> namespace.call(() -> {
                        throw new IOException("no");
                    }));
            assertEquals("no", io.getMessage());
            assertThrows(
                    IllegalStateException.class,
                    () -> namespace.call(() -> {
                        throw new IllegalStateException();
                    }));
        }
    }

    @Test
    void shouldSayHowToMakeANamespaceThatDoesNotExist() {
        final NetnsException e = assertThrows(NetnsException.class, () -> NetworkNamespace.of("jtt-missing"));
        assertTrue(e.getMessage().startsWith("network namespace jtt-missing does not exist"), e.getMessage());
        assertTrue(e.getMessage().contains("ip netns add jtt-missing"), e.getMessage());
    }

    @Test
    void shouldRefuseThePathOfAProcessThatIsGone() {
        final NetnsException e = assertThrows(NetnsException.class, () -> NetworkNamespace.of("/proc/4194305/ns/net"));
        assertTrue(e.getMessage().contains("does not exist"), e.getMessage());
        assertTrue(e.getMessage().contains("living process"), e.getMessage());
    }

    @Test
    void shouldRefuseAFileThatIsNoNamespace() {
        final NetnsException e = assertThrows(NetnsException.class, () -> NetworkNamespace.of("/etc/passwd"));
        assertTrue(e.getMessage().contains("is not a network namespace"), e.getMessage());
    }

    @Test
    void shouldNoticeThatANameStandsForAnotherNamespace() throws IOException {
        try (TestNamespace test = new TestNamespace()) {
            final NetworkNamespace old = test.namespace();
            assertTrue(old.isStillNamed());
            final int keepsItAlive = old.openDescriptor();
            try {
                TestNamespace.run("ip", "netns", "del", test.name());
                assertFalse(old.isStillNamed());
                TestNamespace.run("ip", "netns", "add", test.name());
                assertFalse(old.isStillNamed());
                assertTrue(test.namespace().isStillNamed());
                final NetnsException e = assertThrows(NetnsException.class, () -> old.call(() -> 0));
                assertTrue(e.getMessage().contains("made anew"), e.getMessage());
            } finally {
                LibC.close(keepsItAlive);
            }
        }
    }

    @Test
    void shouldBeKnownByNameAndIdentityAfterItsNameIsGone() throws IOException {
        try (TestNamespace test = new TestNamespace()) {
            final NetworkNamespace found = test.namespace();
            final NetworkNamespace known = NetworkNamespace.known(found.label(), found.identity());
            assertTrue(known.isStillNamed());
            assertEquals(found.path(), known.path());
            test.close();
            final NetworkNamespace gone = NetworkNamespace.known(found.label(), found.identity());
            assertEquals(found.identity(), gone.identity());
            assertFalse(gone.isStillNamed());
        }
    }

    @Test
    void shouldTellWhetherANamespaceIsInUse() throws IOException {
        try (TestNamespace test = new TestNamespace()) {
            final NetworkNamespace namespace = test.namespace();
            assertTrue(namespace.isInUse(), "a name is mounted");
            final Process sleeper =
                    new ProcessBuilder("nsenter", "--net=/run/netns/" + test.name(), "sleep", "600").start();
            try {
                awaitMember(sleeper, namespace);
                test.close();
                assertTrue(namespace.isInUse(), "a process is left");
            } finally {
                sleeper.destroyForcibly().onExit().join();
            }
            assertFalse(namespace.isInUse());
        }
    }

    private static void awaitMember(final Process process, final NetworkNamespace namespace) throws IOException {
        final String link = "net:[" + namespace.identity().inode() + "]";
        final Path file = Path.of("/proc/" + process.pid() + "/ns/net");
        final long end = System.nanoTime() + 10_000_000_000L;
        while (!Files.readSymbolicLink(file).toString().equals(link)) {
            assertTrue(System.nanoTime() < end, "nsenter did not enter " + link);
            Thread.onSpinWait();
        }
    }
}
