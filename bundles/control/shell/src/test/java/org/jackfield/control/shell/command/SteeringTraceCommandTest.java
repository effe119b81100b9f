package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.jackfield.api.admin.SteeringChange;
import org.jackfield.api.admin.SteeringChange.Kind;
import org.junit.jupiter.api.Test;

class SteeringTraceCommandTest {
    private final FakeSwitch fake = new FakeSwitch();
    private final Commands commands = new Commands(fake);

    private Reply run(final String... words) {
        return commands.run(Request.of(words));
    }

    private Reply again(final Reply reply) {
        return run(reply.again().args().toArray(new String[0]));
    }

    private void happened(final Kind kind, final String text, final SteeringChange.Move... moves) {
        final int number = fake.changes.size() + 1;
        fake.changes.add(new SteeringChange(
                number,
                1_704_067_200_000L + number,
                kind,
                "rebalance",
                text,
                List.of(moves),
                moves.length == 0 ? 0 : 12_340_000,
                moves.length == 0 ? 0 : 1_234));
    }

    @Test
    void shouldShowOnlyWhatHappensFromNowOn() {
        happened(Kind.POLICY, "is in force");
        final Reply first = run("steering", "trace");
        assertEquals("", first.out());
        happened(Kind.DECISION, "worker 1 was idle");
        final Reply second = again(first);
        assertTrue(second.out().endsWith("  decision  rebalance: worker 1 was idle\n"), second.out());
        final Reply third = again(second);
        assertEquals("", third.out());
        assertEquals("", third.err());
        assertTrue(third.again().afterMs() > 0, "and goes on");
    }

    @Test
    void shouldTellWhatAHandOverMovedAndCost() {
        happened(
                Kind.HAND_OVER,
                "buckets moved",
                new SteeringChange.Move(0, 1, 5, "0-3,17"),
                new SteeringChange.Move(1, 0, 99, "1,".repeat(99)));
        final String line = run("steering", "trace", "-n", "5").out();
        assertTrue(
                line.contains("  hand-over buckets moved in 12.3 ms, 1,234 frame(s) waited: "
                        + "worker 0 -> 1 5 bucket(s) 0-3,17; worker 1 -> 0 99 bucket(s) 1,1,"),
                line);
        assertTrue(line.endsWith("...\n"), line);
    }

    @Test
    void shouldPrintADocumentALine() {
        happened(Kind.REFUSED, "was not followed");
        happened(Kind.HAND_OVER, "buckets moved", new SteeringChange.Move(0, 1, 5, "0-3,17"));
        final Reply reply = run("steering", "trace", "-j", "-n", "2");
        final String[] lines = reply.out().split("\n");
        assertEquals(2, lines.length);
        final JsonObject refused = JsonParser.parseString(lines[0]).getAsJsonObject();
        assertEquals("refused", refused.get("kind").getAsString());
        assertEquals("rebalance", refused.get("subject").getAsString());
        final JsonObject handover = JsonParser.parseString(lines[1]).getAsJsonObject();
        assertEquals("hand-over", handover.get("kind").getAsString());
        assertEquals(12_340_000, handover.get("durationNs").getAsLong());
        assertEquals(1_234, handover.get("parkedFrames").getAsLong());
        final JsonObject move = handover.getAsJsonArray("moves").get(0).getAsJsonObject();
        assertEquals("0-3,17", move.get("buckets").getAsString());
        assertTrue(reply.again().args().contains("--json"));
    }

    @Test
    void shouldEndAfterSoMany() {
        happened(Kind.POLICY, "is in force");
        final Reply first = run("steering", "trace", "--count", "2", "-n", "1");
        happened(Kind.DECISION, "two");
        happened(Kind.DECISION, "three");
        final Reply second = again(first);
        assertTrue(second.out().contains("two") && !second.out().contains("three"), second.out());
        assertEquals(Reply.Again.NO, second.again());
    }

    @Test
    void shouldEndAfterItsTime() {
        assertTrue(run("steering", "trace", "--seconds", "60").again().args().stream()
                .anyMatch(word -> word.startsWith("--until=")));
        happened(Kind.DECISION, "late");
        final Reply last = run("steering", "trace", "--after=0", "--until=1");
        assertTrue(last.out().contains("late"), last.out());
        assertEquals(Reply.Again.NO, last.again());
    }

    @Test
    void shouldRefuseNumbersThatMeanNothing() {
        assertEquals(Reply.USAGE, run("steering", "trace", "--count", "0").status());
        assertEquals(Reply.USAGE, run("steering", "trace", "-n", "-1").status());
        assertEquals(Reply.USAGE, run("steering", "trace", "--seconds", "0.01").status());
    }
}
