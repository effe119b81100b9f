package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.admin.SteeringTableInfo;
import org.junit.jupiter.api.Test;

class SteeringTableCommandTest {
    private final FakeSwitch fake = new FakeSwitch();
    private final Commands commands = new Commands(fake);

    private Reply run(final String... options) {
        final List<String> words = new ArrayList<>(List.of("steering", "table", "--interval", "0.1"));
        words.addAll(List.of(options));
        return commands.run(Request.of(words.toArray(new String[0])));
    }

    private String done(final String... options) {
        final Reply reply = run(options);
        assertEquals("", reply.err());
        return reply.out();
    }

    private JsonObject table(final String... options) {
        return JsonParser.parseString(done(options)).getAsJsonObject().getAsJsonObject("table");
    }

    @Test
    void shouldShowAWorkerALineAndTheHeaviestBuckets() {
        final String[] lines = done().split("\n");
        assertTrue(lines[0].startsWith("counted since ") && lines[0].contains("for this command"), lines[0]);
        assertTrue(lines[2].matches(" *0 +512 +25\\.0 % +100 /s +80 kbit/s +0"), lines[2]);
        assertTrue(lines[3].matches(" *1 +512 +75\\.0 % +300 /s +240 kbit/s +3"), lines[3]);
        assertTrue(lines[6].matches(" *5 +1 +75\\.0 % .*3 +20\\d\\d-\\d\\d-\\d\\d .*"), lines[6]);
        assertTrue(lines[7].matches(" *0 +0 +25\\.0 % .*never"), lines[7]);
        assertEquals("and 1008 buckets with less; --all shows them", lines[lines.length - 1]);
        assertEquals(1024 + 6, done("--all").split("\n").length);
    }

    @Test
    void shouldShowOneBucketOrThoseOfAWorker() {
        final String bucket = done("--bucket", "5");
        assertEquals(3, bucket.split("\n").length, bucket);
        assertTrue(bucket.contains("75.0 %"), bucket);
        assertEquals(512 + 2, done("--worker", "0", "--all").split("\n").length);
    }

    @Test
    void shouldGiveAllBucketsInJson() {
        final JsonObject table = table("-j");
        assertEquals(1024, table.getAsJsonArray("buckets").size());
        final JsonObject heavy = table.getAsJsonArray("buckets").get(5).getAsJsonObject();
        assertEquals(300, heavy.get("framesPerSecond").getAsDouble());
        assertEquals(240_000, heavy.get("bitsPerSecond").getAsDouble());
        assertEquals(0.75, heavy.get("share").getAsDouble());
        assertEquals(300, heavy.get("frames").getAsLong());
        assertEquals(1_704_067_200_000L, heavy.get("lastMovedMs").getAsLong());
        assertEquals(1, table.get("seconds").getAsDouble());
        assertEquals(1, table("-j", "--bucket", "5").getAsJsonArray("buckets").size());
    }

    @Test
    void shouldRefuseWhatDoesNotExist() {
        assertTrue(run("--bucket", "1024").err().contains("there is no bucket 1024; buckets are 0 to 1023"));
        assertTrue(run("--worker", "2").err().contains("there is no worker 2; workers are 0 to 1"));
    }

    @Test
    void shouldComeAgainWhenWatched() {
        assertEquals(3000, run("--watch=3").again().afterMs());
    }

    @Test
    void shouldCountFromTheBeginningWhenCountingBeganAnewBetweenTheLooks() {
        final SteeringTableInfo before = fake.steeringTable();
        final SteeringTableInfo next = fake.steeringTable();
        final SteeringTableInfo anew =
                new SteeringTableInfo(2, before.sinceMs() + 1, 500_000_000L, false, next.buckets());
        final BucketRates rates = BucketRates.between(before, anew);
        assertEquals(0.5, rates.seconds());
        assertEquals(600, rates.buckets().get(5).frames());
    }
}
