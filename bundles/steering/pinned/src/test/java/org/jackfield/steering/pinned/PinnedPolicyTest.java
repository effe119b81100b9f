package org.jackfield.steering.pinned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.FakeLoad;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class PinnedPolicyTest extends SteeringContractTest {
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;

    /** No rule decided. */
    private static final int OWNER = -1;

    @Override
    protected SteeringPolicy newPolicy() {
        return new PinnedPolicy(
                "proto udp dst-port 9 src 10.0.0.0/9 -> 1; vlan 5 -> 7; src-port 1024-2000 -> 63; proto 6 -> 0", true);
    }

    private static FrameBuilder from() {
        return Frames.from(NEAR, FAR);
    }

    private static FrameBuilder tcp4(final int source, final int destination) {
        return from().ipv4("10.1.2.3", "192.168.0.9").tcp(source, destination, 1);
    }

    /** The worker that rules give a frame, {@link #OWNER} when they leave it to the owner of its bucket. */
    private static int worker(final String rules, final boolean symmetric, final FrameBuilder frame) {
        for (int workers = 61; workers <= 64; workers++) { // a bucket has other owners each time
            final SteeringRun run = new SteeringRun(new PinnedPolicy(rules, symmetric), workers);
            final int to = run.flow(1, frame.build()).feed(1)[0];
            if (to != run.ownerOf(1)) {
                return to;
            }
        }
        return OWNER;
    }

    private static int worker(final String rules, final FrameBuilder frame) {
        return worker(rules, false, frame);
    }

    @Test
    void shouldMatchMacAddresses() {
        assertEquals(3, worker("src-mac 02:00:00:00:00:01 -> 3", tcp4(1, 2)));
        assertEquals(OWNER, worker("src-mac 02:00:00:00:00:02 -> 3", tcp4(1, 2)));
        assertEquals(
                4,
                worker(
                        "dst-mac 02:00:00:00:00:02 -> 4",
                        from().etherType(0x0806).length(60)));
        assertEquals(
                OWNER,
                worker(
                        "dst-mac 02:00:00:00:00:01 -> 4",
                        from().etherType(0x0806).length(60)));
    }

    @Test
    void shouldMatchTheOutermostTag() {
        assertEquals(
                3,
                worker(
                        "vlan 5 -> 3",
                        from().vlan(5).vlan(6).ipv4("10.0.0.1", "10.0.0.2").udp(1, 2)));
        assertEquals(
                OWNER,
                worker(
                        "vlan 6 -> 3",
                        from().vlan(5).vlan(6).ipv4("10.0.0.1", "10.0.0.2").udp(1, 2)));
        assertEquals(OWNER, worker("vlan 0 -> 3", tcp4(1, 2)));
        assertEquals(3, worker("vlan none -> 3", tcp4(1, 2)));
        assertEquals(
                OWNER, worker("vlan none -> 3", from().vlan(5).etherType(0x0806).length(60)));
    }

    @Test
    void shouldMatchPrefixesOfBothVersions() {
        assertEquals(3, worker("src 10.0.0.0/8 -> 3", tcp4(1, 2)));
        assertEquals(3, worker("src 0.0.0.0/0 -> 3", tcp4(1, 2)));
        assertEquals(3, worker("dst 192.168.0.9 -> 3", tcp4(1, 2)));
        assertEquals(OWNER, worker("dst 192.168.0.8 -> 3", tcp4(1, 2)));
        assertEquals(OWNER, worker("src 10.1.2.0/31 -> 3", tcp4(1, 2)));
        assertEquals(3, worker("src 10.1.2.2/31 -> 3", tcp4(1, 2)));
        final FrameBuilder six =
                from().ipv6("2001:db8:aaaa:bbbb:8000::1", "fe80::9").udp(1, 2);
        assertEquals(3, worker("src 2001:db8::/32 -> 3", six));
        assertEquals(3, worker("src ::/0 -> 3", six));
        assertEquals(3, worker("src 2001:db8:aaaa:bbbb:8000::/65 -> 3", six));
        assertEquals(OWNER, worker("src 2001:db8:aaaa:bbbb::/65 -> 3", six));
        assertEquals(3, worker("src 2001:db8:aaaa:bbbb::/64 -> 3", six));
        assertEquals(3, worker("dst fe80::9 -> 3", six));
        assertEquals(OWNER, worker("dst fe80::8 -> 3", six));
        assertEquals(OWNER, worker("src 0.0.0.0/0 -> 3", six));
        assertEquals(OWNER, worker("src ::/0 -> 3", tcp4(1, 2)));
    }

    @Test
    void shouldMatchProtocolsAndPorts() {
        assertEquals(3, worker("proto tcp dst-port 443 -> 3", tcp4(5000, 443)));
        assertEquals(OWNER, worker("proto udp dst-port 443 -> 3", tcp4(5000, 443)));
        assertEquals(OWNER, worker("src-port 443 -> 3", tcp4(5000, 443)));
        assertEquals(3, worker("src-port 5000-6000 dst-port 0-443 -> 3", tcp4(5000, 443)));
        assertEquals(OWNER, worker("src-port 5001-6000 -> 3", tcp4(5000, 443)));
        assertEquals(OWNER, worker("dst-port 0-442 -> 3", tcp4(5000, 443)));
        assertEquals(
                3,
                worker(
                        "proto 47 -> 3",
                        from().ipv4("10.0.0.1", "10.0.0.2").protocol(47).length(60)));
        assertEquals(OWNER, worker("proto tcp -> 3", from().etherType(0x0806).length(60)));
    }

    /** A fragment has no ports, the first one neither: all fragments of a flow follow one rule. */
    @Test
    void shouldNotMatchPortsOfFragments() {
        final String rules = "dst-port 0-65535 -> 3; proto udp -> 4";
        assertEquals(3, worker(rules, from().ipv4("10.0.0.1", "10.0.0.2").udp(1, 2)));
        for (final int offset : new int[] {0, 8}) {
            assertEquals(
                    4,
                    worker(
                            rules,
                            from().ipv4("10.0.0.1", "10.0.0.2")
                                    .ipv4Fragment(offset, true)
                                    .udp(1, 2)));
        }
    }

    @Test
    void shouldFollowTheFirstRuleThatMatches() {
        assertEquals(2, worker("src 10.1.0.0/16 -> 2; src 10.0.0.0/8 -> 1", tcp4(1, 2)));
        assertEquals(1, worker("src 10.0.0.0/8 -> 1; src 10.1.0.0/16 -> 2", tcp4(1, 2)));
        assertEquals(5, worker("proto udp -> 1; any -> 5", tcp4(1, 2)));
    }

    @Test
    void shouldMatchTheOtherDirectionWhereAsked() {
        final String rules =
                "src-mac 02:00:00:00:00:02 src 192.168.0.0/16 src-port 443 dst 10.0.0.0/8 dst-port 5000 -> 3";
        assertEquals(3, worker(rules, true, tcp4(5000, 443)));
        assertEquals(OWNER, worker(rules, false, tcp4(5000, 443)));
        // No rule matches half of one direction and half of the other.
        assertEquals(OWNER, worker("src 10.0.0.0/8 src-port 443 -> 3", true, tcp4(5000, 443)));
    }

    /** Both directions of any flow, under rules that overlap: with symmetric matching they meet. */
    @Test
    void shouldLetBothDirectionsMeet() {
        final String rules =
                "src 10.0.0.0/28 dst-port 1-30 -> 1; dst 10.0.0.16/28 -> 2; src-port 7-40 -> 3; proto udp -> 0";
        final SteeringRun run = new SteeringRun(new PinnedPolicy(rules, true), 4);
        final Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            final String a = "10.0.0." + random.nextInt(64);
            final String b = "10.0.0." + random.nextInt(64);
            final int p = random.nextInt(60);
            final int q = random.nextInt(60);
            run.flow(1, Frames.from(NEAR, FAR).ipv4(a, b).udp(p, q).build());
            run.flow(2, Frames.from(FAR, NEAR).ipv4(b, a).udp(q, p).build());
            final short[] met = run.feed(1, 2);
            assertEquals(met[0], met[1], () -> a + ":" + p + " " + b + ":" + q);
        }
    }

    @Test
    void shouldLeaveRulesOfWorkersThatDoNotExistToBucketsAndSaySo() {
        final PinnedPolicy policy = new PinnedPolicy("proto udp -> 1; proto tcp -> 9", true);
        final SteeringRun run = new SteeringRun(policy, 4);
        for (int port = 1; port < 20; port++) {
            run.flow(port, tcp4(port, 80).build());
            assertEquals(run.ownerOf(port), run.feed(port)[0]);
        }
        assertEquals(
                "2 rule(s); the switch has 4 worker(s), so buckets decide where these match: 2 (worker 9)",
                policy.lastDecision());
        policy.decide(new FakeLoad(10).state(), new short[1024]);
        assertEquals("2 rule(s)", policy.lastDecision());
    }

    @Test
    void shouldCostNothingWithoutRules() {
        assertTrue(new PinnedPolicy(" ", true).frameSteering(0, 4).isEmpty());
    }
}
