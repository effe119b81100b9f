package org.jackfield.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetlinkAttributesTest {
    @Test
    void shouldReadWhatARequestHolds() throws NetlinkException {
        final byte[] message = new NetlinkRequest(16, 0)
                .link(7, 1, 1)
                .attribute(3, "eth0")
                .attribute(4, 1500)
                .attribute(1, new byte[] {2, 0, 0, 0, 0, 1})
                .bytes(1);
        final LinkInfo link = LinkInfo.parse(
                ByteBuffer.wrap(message, 16, message.length - 16).slice().order(ByteOrder.LITTLE_ENDIAN));
        assertEquals(7, link.index());
        assertEquals("eth0", link.name());
        assertEquals(1500, link.mtu());
        assertEquals(0x020000000001L, link.mac());
        assertFalse(link.tun().isPresent());
    }

    @Test
    void shouldRefuseALengthThatPointsOutside() {
        assertThrows(
                NetlinkException.class,
                () -> new NetlinkAttributes(ByteBuffer.wrap(new byte[] {9, 0, 1, 0, 0, 0, 0, 0})));
        assertThrows(NetlinkException.class, () -> new NetlinkAttributes(ByteBuffer.wrap(new byte[] {3, 0, 1, 0})));
    }

    @Test
    void shouldRefuseAValueThatIsTooShort() throws NetlinkException {
        final NetlinkAttributes attributes =
                new NetlinkAttributes(ByteBuffer.wrap(new byte[] {6, 0, 4, 0, 1, 2, 0, 0}));
        assertThrows(NetlinkException.class, () -> attributes.int32(4, 0));
    }

    @Test
    void shouldNeverReadOutsideOfRandomBytes() {
        final Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            final byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            for (int at = 1; at < bytes.length; at += 2) {
                bytes[at] = (byte) (random.nextInt(8) == 0 ? bytes[at] : 0);
            }
            try {
                LinkInfo.parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            } catch (final NetlinkException refused) {
                assertFalse(refused.getMessage().isEmpty());
            }
        }
    }
}
