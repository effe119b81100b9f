package org.jackfield.itest.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The raw socket itself, over a veth pair. */
@Tag("netns")
class RawSocketIT {
    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    @Test
    void shouldSeeFramesAsTheyWereOnTheWire() {
        final Host left = lab.host("l");
        final Host right = lab.host("r");
        left.must("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", right.namespace());
        left.must("ip", "link", "set", "eth0", "up");
        right.must("ip", "link", "set", "eth0", "up");
        final RawSocket in = left.raw("eth0");
        final RawSocket out = right.raw("eth0");
        final byte[] plain = Frames.unicast(0x020000000001L, 0x020000000002L);
        final byte[] tagged = Frames.from(0x020000000001L, 0x020000000002L)
                .tag(0x88A8, 0x2005)
                .vlan(7)
                .length(80)
                .build();
        in.send(plain);
        in.send(tagged);
        out.await(plain);
        out.await(tagged);
        assertFalse(in.got(plain), "a socket sees what its own host sent");
    }
}
