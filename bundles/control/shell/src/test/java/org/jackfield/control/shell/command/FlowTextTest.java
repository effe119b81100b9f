package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTextTest {
    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void shouldMakeAnIpv4Frame() {
        final String frame = hex(FlowText.flow("udp 10.0.0.1:5000 > 10.0.0.2:53"));
        assertTrue(frame.startsWith("020000000002020000000001" + "0800" + "4500"), frame);
        assertEquals("11", frame.substring(46, 48), "the protocol");
        assertEquals("0a0000010a000002" + "13880035", frame.substring(52, 76));
    }

    @Test
    void shouldMakeATaggedIpv6Frame() {
        final String frame = hex(FlowText.flow("vlan 7 TCP [fd00::1]:80 to [fd00::2]:4000"));
        assertEquals("8100000786dd6", frame.substring(24, 37));
        assertEquals("06", frame.substring(48, 50), "the protocol");
        assertTrue(
                frame.contains("fd000000000000000000000000000001fd000000000000000000000000000002" + "00500fa0"), frame);
    }

    @Test
    void shouldLeavePortsOutWhereThereAreNone() {
        final String frame = hex(FlowText.flow("icmp 10.0.0.1 > 10.0.0.2"));
        assertEquals("0a0000010a000002" + "00000000", frame.substring(52, 76));
        assertEquals("32", hex(FlowText.flow("50 fd00::1 > fd00::2")).substring(40, 42));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp 10.0.0.1:5000|is no flow",
                "quic 10.0.0.1:1 > 10.0.0.2:2|'quic' is no protocol",
                "256 10.0.0.1 > 10.0.0.2|protocol 256 in",
                "udp 10.0.0.1:70000 > 10.0.0.2:2|port 70000 in",
                "udp 10.0.0.300:1 > 10.0.0.2:2|is no address",
                "udp host:1 > 10.0.0.2:2|is no address",
                "udp fd00:::::1 > fd00::2|is no address",
                "udp 10.0.0.1:1 > 10.0.0.2|two ends of different kinds",
                "vlan 4095 udp 10.0.0.1:1 > 10.0.0.2:2|VLAN 4095 in"
            })
    void shouldSayWhatIsWrongWithAFlow(final String text, final String why) {
        final String message = assertThrows(IllegalArgumentException.class, () -> FlowText.flow(text))
                .getMessage();
        assertTrue(message.contains(why), message);
    }

    @Test
    void shouldReadAFrame() {
        assertArrayEquals(
                new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 6},
                FlowText.frame("02:00:00:00:00:01 020000000002 0806"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "zz", "0200"})
    void shouldRefuseWhatIsNoFrame(final String text) {
        assertThrows(IllegalArgumentException.class, () -> FlowText.frame(text));
    }
}
