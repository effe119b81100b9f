package org.jackfield.linux.keep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is left is given once, closed when nobody comes, and never holds code. */
class StateKeeperTest {
    private static final long LONG_MS = 600_000;
    private static final String CORE = "core";

    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final StateKeeper keeper = new StateKeeper(closed::add);

    private static Kept kept(final Integer... descriptors) {
        return new Kept(List.of(descriptors), Map.of("format", 1));
    }

    @Test
    void shouldGiveWhatItKeepsOnce() {
        keeper.keep(CORE, kept(7, 8), LONG_MS);
        assertEquals(Optional.empty(), keeper.take("other"));
        assertEquals(List.of(7, 8), keeper.take(CORE).orElseThrow().descriptors());
        assertEquals(Optional.empty(), keeper.take(CORE));
        keeper.close();
        assertTrue(closed.isEmpty(), "whoever took them owns them");
    }

    @Test
    void shouldCloseWhatNobodyTakesInTime() throws InterruptedException {
        keeper.keep("patient", kept(1), LONG_MS);
        keeper.keep(CORE, kept(7, 8), 20);
        assertEquals(7, closed.poll(30, TimeUnit.SECONDS));
        assertEquals(8, closed.poll(30, TimeUnit.SECONDS));
        assertEquals(Optional.empty(), keeper.take(CORE));
        assertEquals(List.of(1), keeper.take("patient").orElseThrow().descriptors());
    }

    @Test
    void shouldCloseWhatIsKeptWhenItCloses() {
        keeper.keep(CORE, kept(3), LONG_MS);
        keeper.close();
        assertEquals(List.of(3), List.copyOf(closed));
        keeper.keep(CORE, kept(4), LONG_MS);
        assertEquals(List.of(3, 4), List.copyOf(closed));
    }

    @Test
    void shouldCloseWhatIsReplacedUntaken() {
        keeper.keep(CORE, kept(3), LONG_MS);
        keeper.keep(CORE, kept(4), LONG_MS);
        assertEquals(List.of(3), List.copyOf(closed));
        assertEquals(List.of(4), keeper.take(CORE).orElseThrow().descriptors());
    }

    @Test
    void shouldLetWorkGoOnUntilItIsAskedFor() {
        final int[] asked = {0};
        keeper.keep(
                CORE,
                () -> {
                    asked[0]++;
                    return Optional.of(kept(5));
                },
                LONG_MS);
        assertEquals(0, asked[0]);
        assertEquals(List.of(5), keeper.take(CORE).orElseThrow().descriptors());
        keeper.close();
        assertEquals(1, asked[0]);
        assertTrue(closed.isEmpty());
    }

    @Test
    void shouldCopyPlainValues() {
        final List<Object> list = new ArrayList<>(List.of("a", 1L, true));
        final Kept kept = new Kept(
                List.of(),
                Map.of("list", list, "map", Map.of("inner", new String[] {"x"}), "longs", new long[] {1, 2}));
        list.clear();
        assertEquals(List.of("a", 1L, true), kept.values().get("list"));
        assertArrayEquals(new long[] {1, 2}, (long[]) kept.values().get("longs"));
    }

    /** A class of some bundle. */
    private enum Foreign {
        ONE
    }

    @Test
    void shouldRefuseWhatWouldHoldCode() {
        final Map<String, Object> hidden = Map.of("ports", List.of(Map.of("kind", Foreign.ONE)));
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new Kept(List.of(), hidden));
        assertTrue(refused.getMessage().contains("/ports/0/kind"), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Kept(List.of(), Map.of("array", new Foreign[] {Foreign.ONE})));
        assertThrows(IllegalArgumentException.class, () -> new Kept(List.of(), Map.of("object", new Object())));
    }
}
