package org.jackfield.steering.pinned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleParserTest {
    @Test
    void shouldReadAllConditionsOfARule() {
        assertEquals(
                List.of(new Rule(
                        0x02000000_00ABL,
                        0xFFFF_FFFF_FFFFL,
                        4094,
                        Optional.of(new IpPrefix(4, 0, 0x0A000000L, 0, 0xFF000000L)),
                        Optional.of(new IpPrefix(4, 0, 0x01020304L, 0, 0xFFFFFFFFL)),
                        17,
                        Optional.of(new Rule.PortRange(53, 53)),
                        Optional.of(new Rule.PortRange(1024, 65535)),
                        63)),
                RuleParser.parse("  src-mac 02:00:00:00:00:AB dst-mac ff:ff:ff:ff:ff:ff VLAN 4094 src 10.0.0.0/8"
                        + " dst 1.2.3.4 proto UDP src-port 53 dst-port 1024-65535 ->63 ;"));
    }

    @Test
    void shouldReadNoRulesAndManyOfThem() {
        assertEquals(List.of(), RuleParser.parse(" ; "));
        assertEquals(256, RuleParser.parse("any -> 1;".repeat(256)).size());
        assertEquals(
                "rules: 257 rules are too many; there may be 256",
                assertThrows(IllegalArgumentException.class, () -> RuleParser.parse("any -> 1;".repeat(257)))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "any # it must end with '-> WORKER', such as 'proto tcp dst-port 443 -> 2'",
                "-> 1 # a condition is missing; use any, src-mac, dst-mac, vlan, proto, src, dst, src-port or dst-port",
                "port 1 -> 1 # 'port' is no condition; use any, src-mac, dst-mac, vlan, proto, src, dst, src-port or dst-port",
                "any -> 64 # '64' must be a worker from 0 to 63",
                "any -> # '' must be a worker from 0 to 63",
                "any -> 1 -> 2 # '1 -> 2' must be a worker from 0 to 63",
                "src 10.0.0.0/33 -> 1 # '33' must be a prefix length from 0 to 32",
                "src 10.0.0.1/8 -> 1 # '10.0.0.1/8' has bits behind its length of 8; set them to 0, or leave out '/8' for this one address",
                "src 2001:db8::1/64 -> 1 # '2001:db8::1/64' has bits behind its length of 64; set them to 0, or leave out '/64' for this one address",
                "src example.org -> 1 # 'example.org' must be an address such as 10.0.0.1 or 2001:db8::1, or a prefix such as 10.0.0.0/8",
                "dst 256.0.0.1 -> 1 # '256.0.0.1' must be an address such as 10.0.0.1 or 2001:db8::1, or a prefix such as 10.0.0.0/8",
                "dst 1::2::3 -> 1 # '1::2::3' must be an address such as 10.0.0.1 or 2001:db8::1, or a prefix such as 10.0.0.0/8",
                "src 10.0.0.0/8 dst ::1 -> 1 # 'src' and 'dst' must both be IPv4, or both IPv6",
                "vlan 4095 -> 1 # '4095' must be none or a VID from 0 to 4094",
                "proto tpc -> 1 # 'tpc' must be one of dccp, esp, gre, icmp, icmp6, sctp, tcp, udp, udplite or a number from 0 to 255",
                "src-port 65536 -> 1 # '65536' must be a port from 0 to 65535",
                "src-port 9-7 -> 1 # '9-7' ends before it begins; write 7-9",
                "proto icmp src-port 7 -> 1 # protocol 1 has no ports; use tcp, udp, sctp, dccp, udplite or none",
                "src-mac 2:0:0:0:0:1 -> 1 # '2:0:0:0:0:1' must be a MAC address such as 02:00:00:00:00:01",
                "proto tcp proto udp -> 1 # 'proto' is said twice; write two rules",
                "src-port -> 1 # '' must be a port from 0 to 65535"
            })
    void shouldSayWhichWordOfWhichRuleIsWrongAndWhatIsPossible(final String rule, final String why) {
        assertEquals(
                "rules: rule 2 '" + rule + "': " + why,
                assertThrows(IllegalArgumentException.class, () -> RuleParser.parse("any -> 0; " + rule))
                        .getMessage());
    }
}
