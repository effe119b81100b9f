package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringInfo.ScopeInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.admin.WorkerInfo;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.linux.keep.Kept;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** Ports and bridges that are given to a policy of their own. */
class ScopesTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int FRAMES = 40;

    private final SwitchRig rig = new SwitchRig(3);
    private final WirePort in = new WirePort(rig.wire).handsOver();
    private final WirePort out = new WirePort(rig.wire).handsOver();

    private final ScriptedPolicy first = new ScriptedPolicy("first", false, 0);
    private final ScriptedPolicy second = new ScriptedPolicy("second", false, 1);
    private final ScriptedPolicy frames = new ScriptedPolicy("frames", true, 2);

    private void start(final SteeringPolicy... policies) {
        rig.add("in", in, "bridge=lan", "queues=3");
        rig.add("out", out, "bridge=lan", "queues=3");
        out.inject(0, Frames.broadcast(B));
        deploy(policies.length == 0 ? new SteeringPolicy[] {first, second, frames} : policies);
        in.takeWritten();
    }

    private void deploy(final SteeringPolicy... ranked) {
        rig.running.policies(List.of(ranked));
        rig.settle();
    }

    private void give(final String policy, final String... ports) throws Exception {
        rig.command(() -> rig.running.admin().choosePolicy(policy, List.of(ports), List.of()));
    }

    private void giveBridge(final String policy) throws Exception {
        rig.command(() -> rig.running.admin().choosePolicy(policy, List.of(), List.of("lan")));
    }

    private String refusal(final SwitchRig.Command command) {
        final ExecutionException failed = assertThrows(ExecutionException.class, () -> rig.command(command));
        return String.valueOf(failed.getCause().getCause().getMessage());
    }

    private ScopeInfo scope() {
        assertEquals(1, steering().scopes().size());
        return steering().scopes().get(0);
    }

    private SteeringInfo steering() {
        return rig.running.view().steering();
    }

    /** Frames each worker processes of what comes in by a port. */
    private long[] processed(final WirePort from, final long source, final long target) {
        final long[] before = processed();
        for (int i = 0; i < FRAMES; i++) {
            from.inject(i % 3, Frames.numbered(source, target, i, 0));
        }
        rig.settle();
        final long[] after = processed();
        for (int w = 0; w < after.length; w++) {
            after[w] -= before[w];
        }
        return after;
    }

    private long[] processed() {
        return rig.running.view().workers().stream()
                .mapToLong(WorkerInfo::processed)
                .toArray();
    }

    private void assertBy(final int worker, final WirePort from) {
        final long[] all = new long[3];
        all[worker] = FRAMES;
        assertEquals(Arrays.toString(all), Arrays.toString(from == in ? processed(in, A, B) : processed(out, B, A)));
    }

    @Test
    void shouldDecideForItsPortsOnly() throws Exception {
        start();
        give("second", "in");
        assertBy(1, in);
        assertBy(0, out);
        assertEquals("first", steering().policy());
        assertEquals(
                new ScopeInfo(
                        "second",
                        List.of("in"),
                        List.of(),
                        true,
                        true,
                        false,
                        1,
                        List.of(new SteeringInfo.OwnerRun(0, 1023, 1)),
                        "all to 1",
                        List.of("in")),
                scope());
        give(SteeringInfo.DEFAULT, "in");
        assertBy(0, in);
        assertEquals(List.of(), steering().scopes());
        rig.assertAtRest();
    }

    @Test
    void shouldDecideForEachFrameOfItsPortsOnly() throws Exception {
        start();
        frames.script = (batch, owners, context) -> Arrays.fill(owners, 0, batch.count, (short) 1);
        give("frames", "in");
        assertBy(1, in);
        assertBy(0, out);
        assertTrue(scope().byFrame());
        assertFalse(steering().byFrame());
    }

    @Test
    void shouldLetAPortsOwnPolicyComeBeforeThatOfItsBridge() throws Exception {
        start();
        giveBridge("second");
        assertEquals(List.of("in", "out"), scope().activePorts());
        assertBy(1, in);
        assertBy(1, out);
        give("frames", "out");
        assertBy(1, in);
        assertBy(2, out);
        giveBridge(SteeringInfo.DEFAULT);
        assertBy(0, in);
        assertBy(2, out);
    }

    @Test
    void shouldDecideForPortsThatComeLaterAndChangeBridges() throws Exception {
        start();
        giveBridge("second");
        rig.port("new", "bridge=lan");
        assertEquals(List.of("in", "new", "out"), scope().activePorts());
        rig.change("in", "bridge=other", "queues=3");
        assertEquals(List.of("new", "out"), scope().activePorts());
        rig.change("in", "bridge=lan", "queues=3");
        assertEquals(List.of("in", "new", "out"), scope().activePorts());
        rig.remove("new");
        assertEquals(List.of("in", "out"), scope().activePorts());
    }

    @Test
    void shouldFollowTheSwitchsPolicyWhileItsOwnIsNotDeployed() throws Exception {
        start();
        give("second", "in");
        deploy(first, frames);
        assertBy(0, in);
        assertFalse(scope().inForce());
        deploy(first, second);
        assertBy(1, in);
    }

    @Test
    void shouldNotTakeAPolicyOfSomePortsForThatOfTheSwitch() throws Exception {
        start();
        give("second", "in");
        deploy(second, first);
        assertEquals("first", steering().policy());
        assertEquals(
                "choosing policy second failed: policy second decides for port in; the policy default gives them back to"
                        + " that of the switch",
                refusal(() -> rig.running.admin().choosePolicy("second")));
        assertEquals(
                "choosing policy first for port out failed: policy first decides for the whole switch; the policy default"
                        + " gives ports and bridges back to it",
                refusal(() -> rig.running.admin().choosePolicy("first", List.of("out"), List.of())));
    }

    @Test
    void shouldRefuseWhatIsNotThere() {
        start();
        assertEquals(
                "choosing policy second for port vm failed: there is no port vm; see 'jackfield port list'",
                refusal(() -> rig.running.admin().choosePolicy("second", List.of("vm"), List.of())));
        assertEquals(
                "choosing policy second for bridge wan failed: no port has been on bridge wan; see 'jackfield port list'",
                refusal(() -> rig.running.admin().choosePolicy("second", List.of(), List.of("wan"))));
        assertEquals(
                "choosing policy third for port in failed: no policy is named third; there are first, second, frames and"
                        + " default",
                refusal(() -> rig.running.admin().choosePolicy("third", List.of("in"), List.of())));
    }

    @Test
    void shouldLeaveAPortWhereItIsWhenItsPolicyCannotBeFollowed() throws Exception {
        start();
        give("frames", "in");
        second.owner = 7;
        assertTrue(refusal(() -> rig.running.admin().choosePolicy("second", List.of("in"), List.of()))
                .contains("policy second was not followed: bucket 0 was given to worker 7"));
        assertEquals("frames", scope().policy());
        assertBy(2, in);
    }

    @Test
    void shouldGoOnByOwnersWhenItsCodeFailsAndLeaveTheOthersAlone() throws Exception {
        start();
        frames.script = (batch, owners, context) -> {
            throw new IllegalStateException("broken");
        };
        give("frames", "in");
        assertBy(2, in);
        assertFalse(scope().byFrame());
        assertBy(0, out);
        rig.assertAtRest();
    }

    @Test
    void shouldAskEachPolicyAtItsOwnTimes() throws Exception {
        first.periodMs = 1000;
        second.periodMs = 100;
        start();
        give("second", "in");
        final int asked = second.decisions;
        final int switchAsked = first.decisions;
        second.owner = 2;
        rig.clock.advanceMs(100);
        rig.settle();
        assertEquals(asked + 1, second.decisions);
        assertEquals(switchAsked, first.decisions);
        assertBy(2, in);
    }

    @Test
    void shouldAllowNoPolicyMoreThanTheOperatorDoes() throws Exception {
        start();
        give("second", "in");
        rig.command(() -> rig.running.admin().limitSteering(new SteeringLimits(List.of(1), 0, List.of())));
        assertNotEquals(FRAMES, processed(in, A, B)[1]);
        assertEquals(0, processed(in, A, B)[1]);
    }

    @Test
    void shouldExplainAndCountByPort() throws Exception {
        second.measures = true;
        second.periodMs = 100;
        start();
        give("second", "in");
        final FlowInfo flow = rig.running.view().flow(Frames.numbered(A, B, 1, 0));
        assertEquals(0, flow.owner());
        final FlowInfo.FlowQueue queue = flow.queues().get(0);
        assertEquals("in", queue.port());
        assertEquals(1, queue.owner());
        assertEquals("second", queue.policy());
        assertEquals("first", flow.queues().get(1).policy());
        processed(in, A, B);
        processed(out, B, A);
        rig.clock.advanceMs(100);
        rig.settle();
        assertEquals(FRAMES, Arrays.stream(second.load.frames()).sum());
        assertEquals(
                FRAMES,
                rig.running.view().steeringTable("in").orElseThrow().buckets().stream()
                        .mapToLong(bucket -> bucket.frames())
                        .sum());
        assertEquals(
                1,
                rig.running
                        .view()
                        .steeringTable("in")
                        .orElseThrow()
                        .buckets()
                        .get(0)
                        .worker());
        assertEquals(0, rig.running.view().steeringTable().buckets().get(0).worker());
    }

    @Test
    void shouldNotShadowAPolicyThatDecidesForSomePorts() throws Exception {
        start();
        give("second", "in");
        assertTrue(refusal(() -> rig.running.admin().addShadow("second", 1)).contains("it is in force"));
    }

    @Test
    void shouldFollowWhatTheConfigurationSays() {
        rig.running.preferPolicies(Map.of("out", "frames"), Map.of("lan", "second"));
        start();
        assertBy(1, in);
        assertBy(2, out);
        assertEquals("first", steering().policy());
    }

    @Test
    void shouldGiveAPortBackWhenTheNextVersionsConfigurationDoesNotNameIt() {
        rig.running.preferPolicies(Map.of("in", "second"), Map.of());
        start();
        assertBy(1, in);
        rig.stopCode("in");
        rig.stopCode("out");
        final SwitchRig next = new SwitchRig(3, rig, rig.leave());
        next.add("in", in, "bridge=lan", "queues=3");
        next.add("out", out, "bridge=lan", "queues=3");
        next.running.policies(List.of(first, second));
        next.clock.advanceMs(100);
        next.settle();
        assertEquals(List.of(), next.running.view().steering().scopes());
        final FlowInfo flow = next.running.view().flow(Frames.numbered(A, B, 5, 0));
        assertEquals("first", flow.queues().get(0).policy());
        assertEquals(0, flow.queues().get(0).owner());
    }

    @Test
    void shouldGoOnInTheNextVersionOfTheSwitch() throws Exception {
        start();
        give("second", "in");
        final long before = processed()[1];
        final int fd = in.fd(0);
        rig.stopCode("in");
        rig.stopCode("out");
        final Kept left = rig.leave();
        final SwitchRig next = new SwitchRig(3, rig, left);
        next.wire.inject(fd, Frames.numbered(A, B, 5, 0));
        next.settle();
        assertEquals(1, next.running.view().workers().get(1).processed() - before);
        next.add("in", in, "bridge=lan", "queues=3");
        next.add("out", out, "bridge=lan", "queues=3");
        next.running.policies(List.of(second, first));
        next.clock.advanceMs(100);
        next.settle();
        assertEquals("first", next.running.view().steering().policy());
        final ScopeInfo scope = next.running.view().steering().scopes().get(0);
        assertEquals(List.of("in"), scope.activePorts());
        assertTrue(scope.inForce());
    }
}
