package org.jackfield.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.jackfield.linux.netns.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class LinkChangesTest {
    private TestNamespace test;
    private LinkChanges changes;

    @BeforeEach
    void listenInANamespaceWithATap() throws IOException {
        test = new TestNamespace();
        test.ip("tuntap", "add", "dev", "jtt0", "mode", "tap");
        changes = test.namespace().call(LinkChanges::open);
    }

    @AfterEach
    void remove() throws IOException {
        changes.close();
        changes.close();
        test.close();
    }

    @Test
    void shouldHearOnceOfEachChange() throws IOException {
        assertFalse(changes.any());
        test.ip("link", "set", "dev", "jtt0", "mtu", "1400");
        assertTrue(changes.any());
        assertFalse(changes.any());
        test.ip("link", "delete", "dev", "jtt0");
        assertTrue(changes.any());
        assertFalse(changes.any());
    }

    @Test
    void shouldHearThatThereWasMoreThanItsSocketHolds() throws IOException {
        try (Rtnetlink netlink = test.namespace().call(Rtnetlink::open)) {
            final int index = netlink.link("jtt0").orElseThrow().index();
            for (int i = 0; i < 1000; i++) {
                netlink.setMtu(index, 1000 + i % 2);
            }
        }
        assertTrue(changes.any());
        assertFalse(changes.any());
    }
}
