package org.jackfield.port.vxlan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.junit.jupiter.api.Test;

class VxlanSettingsTest {
    private static VxlanSettings of(final String... keysAndValues) throws PortException {
        final Map<String, Object> values = new HashMap<>(Map.of("name", "v1", "vni", "42", "remotes", "192.0.2.2"));
        for (final String one : keysAndValues) {
            values.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return VxlanSettings.of(new PortSettings(values));
    }

    private static void refuses(final String message, final String... keysAndValues) {
        assertEquals(
                "port v1: " + message,
                assertThrows(PortException.class, () -> of(keysAndValues)).getMessage());
    }

    @Test
    void shouldReadAddressesOfEveryForm() throws PortException {
        assertEquals(
                "[192.0.2.2:4789, 192.0.2.3:8472]",
                of("remotes=192.0.2.2, 192.0.2.3:8472").remotes().toString());
        assertEquals(
                "[[2001:db8:0:0:0:0:0:1]:8472, [2001:db8:0:0:0:0:0:2]:8472, [2001:db8:0:0:0:0:0:3]:1]",
                of("port=8472", "remotes=2001:db8::1,[2001:db8::2],[2001:db8::3]:1")
                        .remotes()
                        .toString());
        assertTrue(of("remotes=2001:db8::1").local().isIpv6());
        assertFalse(of().local().isIpv6());
        assertEquals(50, of().overheadBytes());
        assertEquals(70, of("remotes=2001:db8::1").overheadBytes());
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        refuses("a vxlan port has no key 'remote'; its keys are " + String.join(", ", VxlanKeys.ALL), "remote=1.2.3.4");
        refuses("the key 'vni' is missing; set it to the number of the VXLAN segment, 0 to 16777215", "vni=");
        refuses("vni=16777216 must be a whole number from 0 to 16777215", "vni=16777216");
        refuses(
                "the key 'remotes' is missing; name the other VTEPs by their addresses, or set accept=any to wait for"
                        + " whoever comes",
                "remotes=");
        refuses(
                "remotes: 'vtep2.example' is no IP address; write it like 192.0.2.1 or 2001:db8::1",
                "remotes=vtep2.example");
        refuses(
                "remotes: '192.0.2.256' is no IP address; write it like 192.0.2.1 or 2001:db8::1",
                "remotes=192.0.2.256");
        refuses("remotes: '192.0.2.2:0' has no UDP port from 1 to 65535", "remotes=192.0.2.2:0");
        refuses(
                "remotes: '239.1.1.1' is a group address; name each VTEP by an address of its own",
                "remotes=239.1.1.1");
        refuses(
                "remotes: 'fe80::1' is a link-local address, which means nothing without a device; use another",
                "remotes=fe80::1");
        refuses("remotes: '0.0.0.0' is no address of a host; name one, or leave it out", "remotes=0.0.0.0");
        refuses(
                "remotes: 192.0.2.2 is named twice; a VTEP is known by its address alone",
                "remotes=192.0.2.2,192.0.2.2:8472");
        refuses(
                "local=192.0.2.2 is among the remotes, so frames would come back for ever; name only others there",
                "local=192.0.2.2");
        refuses(
                "local=2001:db8::1 is of another address family than the remotes; give an address of theirs, or leave"
                        + " the key out",
                "local=2001:db8::1");
        refuses("accept=all must be remotes or any", "accept=all");
        refuses("mtu=67 must be a whole number from 68 to 65465, or 0", "mtu=67");
        refuses("source-ports=4789 holds UDP port 4789, which is received on", "source-ports=4789");
        refuses("source-ports=many is no range; write it like 49152-49167", "source-ports=many");
        refuses("source-ports=9-5 is no range; write it like 49152-49167", "source-ports=9-5");
        refuses(
                "source-ports=50000-50256 has 257 ports; each is a socket, and 256 are the most",
                "source-ports=50000-50256");
        refuses("ttl=256 must be a whole number from 1 to 255", "ttl=256");
        refuses(
                "netns=a/b is neither a name made with 'ip netns add' nor an absolute path such as /proc/PID/ns/net",
                "netns=a/b");
    }

    @Test
    void shouldChangeInPlaceWhatConcernsNoSocket() throws PortException {
        final VxlanSettings before = of();
        assertFalse(before.needsReopenFor(of("remotes=192.0.2.3,192.0.2.4", "learn=off", "mtu=1400", "ageing=20")));
        assertTrue(before.needsReopenFor(of("vni=43")));
        assertTrue(before.needsReopenFor(of("local=192.0.2.1")));
        assertTrue(before.needsReopenFor(of("port=8472")));
        assertTrue(before.needsReopenFor(of("netns=other")));
        assertTrue(before.needsReopenFor(of("ttl=9")));
        assertTrue(before.needsReopenFor(of("remotes=2001:db8::1")));
    }
}
