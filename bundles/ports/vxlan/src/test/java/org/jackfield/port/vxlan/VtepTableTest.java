package org.jackfield.port.vxlan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.linux.socket.UdpAddress;
import org.junit.jupiter.api.Test;

class VtepTableTest {
    private static final UdpAddress IPV4 = UdpAddress.of(VtepAddress.unspecified(false), 4789);
    private static final UdpAddress IPV6 = UdpAddress.of(VtepAddress.unspecified(true), 4789);

    @Test
    void shouldFindEachConfiguredVtepByItsAddress() throws UnknownHostException {
        final List<UdpAddress> remotes = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            remotes.add(UdpAddress.of(InetAddress.getByName("fd01::" + Integer.toHexString(i * 257)), 4789 + i));
        }
        final VtepTable table = new VtepTable(remotes, IPV6, false);
        assertEquals(256, table.configured());
        for (int i = 0; i < 256; i++) {
            assertEquals(i, table.find(remotes.get(i).high(), remotes.get(i).low()));
            assertWords(table, i, remotes.get(i));
        }
        final UdpAddress other = UdpAddress.of(InetAddress.getByName("fd02::1"), 4789);
        assertEquals(VtepTable.NONE, table.find(other.high(), other.low()));
    }

    @Test
    void shouldHearOfVtepsUpToItsLimit() throws UnknownHostException {
        final UdpAddress configured = UdpAddress.of(InetAddress.getByName("192.0.2.1"), 8472);
        final VtepTable table = new VtepTable(List.of(configured), IPV4, true);
        assertEquals(0, table.slowPathAdd(configured.high(), configured.low()));
        for (int i = 0; i < VtepTable.MOST_HEARD; i++) {
            final UdpAddress heard = UdpAddress.of(InetAddress.getByName("10." + i / 256 + ".0." + i % 256), 4789);
            assertEquals(i + 1, table.slowPathAdd(heard.high(), heard.low()));
            assertEquals(i + 1, table.find(heard.high(), heard.low()));
            assertWords(table, i + 1, heard);
        }
        final UdpAddress last = UdpAddress.of(InetAddress.getByName("10.99.0.1"), 4789);
        assertEquals(VtepTable.NONE, table.slowPathAdd(last.high(), last.low()));
        assertEquals(1, table.configured());
        assertEquals(1 + VtepTable.MOST_HEARD, table.count());
        assertWords(table, 0, configured);
    }

    private static void assertWords(final VtepTable table, final int index, final UdpAddress address) {
        assertEquals(address.bytes(), table.addressBytes());
        for (int i = 0; i < (address.bytes() + 7) / 8; i++) {
            assertEquals(address.word(i), table.words()[index * UdpAddress.WORDS + i], "word " + i + " of " + address);
        }
    }
}
