package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteeringSetCommandTest {
    private final FakeSwitch fake = new FakeSwitch();
    private final Commands commands = new Commands(fake);

    private Reply run(final String line) {
        return commands.run(Request.of(line.split(" ")));
    }

    private String done(final String line) {
        final Reply reply = run(line);
        assertEquals("", reply.err());
        return reply.out();
    }

    @Test
    void shouldChooseAPolicyAsTheCommandOfThatName() {
        assertEquals(
                "policy symmetric-hash decides; limits: none; 2 worker(s) own buckets\n",
                done("steering set symmetric-hash"));
        assertEquals(List.of("policy symmetric-hash"), fake.calls);
    }

    @Test
    void shouldLeaveTheLimitsThatAreNotNamed() {
        done("steering set --exclude 3,2");
        done("steering set --workers 2 --weights 1,1,2,0");
        assertEquals(new SteeringLimits(List.of(3, 2), 2, List.of(1, 1, 2, 0)), fake.limits);
        done("steering set --exclude none --weights none");
        assertEquals(new SteeringLimits(List.of(), 2, List.of()), fake.limits);
        done("steering set --workers all");
        assertEquals(SteeringLimits.NONE, fake.limits);
    }

    @Test
    void shouldSetLimitsBeforeThePolicyThatIsToKeepThem() {
        done("steering set symmetric-hash --exclude 1");
        assertEquals(List.of("limits worker(s) 1 excluded", "policy symmetric-hash"), fake.calls);
    }

    @Test
    void shouldShowLimits() {
        assertFalse(done("steering show").contains("limits"));
        fake.limits = new SteeringLimits(List.of(1), 3, List.of(1, 0));
        final String text = done("steering show");
        assertTrue(
                text.contains("limits       worker(s) 1 excluded; at most 3 worker(s) own buckets; weights 1,0\n"),
                text);
        final JsonObject limits = JsonParser.parseString(done("steering show -j"))
                .getAsJsonObject()
                .getAsJsonObject("steering")
                .getAsJsonObject("limits");
        assertEquals(1, limits.getAsJsonArray("excluded").get(0).getAsInt());
        assertEquals(3, limits.get("mostWorkers").getAsInt());
        assertEquals(2, limits.getAsJsonArray("weights").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steering set",
                "steering set --exclude one",
                "steering set --exclude 1,",
                "steering set --workers 0",
                "steering set --workers many",
                "steering set --weights 1.5,1",
                "steering set --port vm1",
                "steering set --kernel on",
                "steering set --bridge lan",
                "steering set --bridge lan --kernel on",
                "steering set --port vm1 --kernel maybe"
            })
    void shouldRefuseWhatMeansNothing(final String line) {
        assertEquals(Reply.USAGE, run(line).status());
        assertEquals(List.of(), fake.calls);
    }

    @Test
    void shouldSetAPortsKeyOfKernelSteering() {
        done("steering set --port vm1 --kernel off");
        assertEquals(List.of("port set vm1 {kernel-steering=off}"), fake.calls);
    }

    @Test
    void shouldGivePortsAndBridgesToAPolicyOfTheirOwn() {
        done("steering set round-robin --port vm1,vm2 --bridge lan");
        assertEquals(List.of("policy round-robin for ports [vm1, vm2] bridges [lan]"), fake.calls);
    }

    @Test
    void shouldShowWhoIsGivenToWhom() {
        fake.scopes = List.of(
                scope("round-robin", List.of("vm1"), List.of("lan"), true, true, "", "vm1", "vm3"),
                scope("pinned", List.of("vm2"), List.of(), true, false, "2 rules", "vm2"),
                scope("mine", List.of("vm9"), List.of(), false, false, ""));
        final String text = done("steering show");
        assertTrue(
                text.contains(
                        "for port vm1, bridge lan round-robin (may reorder flows), for each frame; active: vm1, vm3\n"
                                + "for port vm2 pinned, 2 worker(s) own buckets; active: vm2; 2 rules\n"
                                + "for port vm9 mine, once it is deployed\n"),
                text);
        final JsonObject first = JsonParser.parseString(done("steering show -j"))
                .getAsJsonObject()
                .getAsJsonObject("steering")
                .getAsJsonArray("scopes")
                .get(0)
                .getAsJsonObject();
        assertEquals("[\"lan\"]", first.getAsJsonArray("bridges").toString());
        assertTrue(first.get("byFrame").getAsBoolean());
    }

    private static SteeringInfo.ScopeInfo scope(
            final String policy,
            final List<String> ports,
            final List<String> bridges,
            final boolean inForce,
            final boolean byFrame,
            final String reason,
            final String... active) {
        return new SteeringInfo.ScopeInfo(
                policy, ports, bridges, inForce, !byFrame, byFrame, 2, List.of(), reason, List.of(active));
    }

    @Test
    void shouldPassOnARefusal() {
        fake.refusals.put("limits", "no worker would be left");
        assertTrue(run("steering set --exclude 0,1").err().contains("no worker would be left"));
    }
}
