package org.jackfield.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    @Test
    void shouldReadBothFamilies() {
        assertEquals("10.9.0.1/24", IpPrefix.parse("10.9.0.1/24").toString());
        assertFalse(IpPrefix.parse("10.9.0.1/24").isIpv6());
        assertTrue(IpPrefix.parse("fd00::1/64").isIpv6());
        assertEquals(IpPrefix.parse("fd00::1/64"), IpPrefix.parse("FD00:0::1/64"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.9.0.1",
                "10.9.0.1/33",
                "10.9.0.1/0",
                "10.9.0/24",
                "010.9.0.1/24",
                "256.0.0.1/24",
                "localhost/24",
                "fd00::1/129",
                "fd00::1::2/64",
                "fe80::1%eth0/64",
                "::ffff:1.2.3.4/96",
                "224.0.0.1/24",
                "0.0.0.0/8",
                "::/64",
                "10.9.0.1/x",
                "/24"
            })
    void shouldRefuseWhatNoDeviceCanHave(final String text) {
        final String message = assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse(text))
                .getMessage();
        assertTrue(message.startsWith("'" + text + "'"), message);
    }
}
