package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tasks run, and in what order; the test runs what the executor was given. */
class PortOpsTest {
    private final Deque<Runnable> given = new ArrayDeque<>();
    private final PortOps ops = new PortOps(given::add);
    private final List<String> ran = new ArrayList<>();

    private void runAll() {
        while (!given.isEmpty()) {
            given.poll().run();
        }
    }

    @Test
    void shouldKeepTheOrderOfAKeyAndNotMakeOthersWait() {
        ops.submit("a", () -> ran.add("a1"));
        ops.submit("a", () -> ran.add("a2"));
        ops.submit("b", () -> ran.add("b1"));
        assertEquals(2, given.size());
        runAll();
        assertEquals(List.of("a1", "b1", "a2"), ran);
    }

    @Test
    void shouldRunARoundInOneTurnAndWhatWasSubmittedMeanwhileAfterIt() {
        ops.round(List.of("a", "b"), key -> {
            ran.add(key);
            ops.submit(key, () -> ran.add(key + " later"));
        });
        assertEquals(1, given.size());
        given.poll().run();
        assertEquals(List.of("a", "b"), ran);
        runAll();
        assertEquals(List.of("a", "b", "a later", "b later"), ran);
    }

    @Test
    void shouldPassOverKeysThatHaveSomethingToDo() {
        ops.submit("a", () -> ran.add("a opens"));
        ops.round(List.of("a", "b"), ran::add);
        given.pollLast().run();
        assertEquals(List.of("b"), ran);
        runAll();
        assertEquals(List.of("b", "a opens"), ran);
    }

    @Test
    void shouldNotLetRoundsPileUpAndGoOnAfterABrokenTask() {
        ops.round(List.of("a", "b"), key -> {
            ran.add(key);
            throw new IllegalStateException("made to fail, " + key);
        });
        ops.round(List.of("c"), ran::add);
        runAll();
        assertEquals(List.of("a", "b"), ran);
        ops.round(List.of("c"), ran::add);
        runAll();
        assertTrue(ran.contains("c"));
    }
}
