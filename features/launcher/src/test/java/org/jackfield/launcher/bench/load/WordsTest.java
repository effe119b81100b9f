package org.jackfield.launcher.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void shouldReadWhatItWrites() {
        final String line = Words.line("send", "to", "10.0.0.2", "flows", 16, "rate", 100_000.0, "ns", 12L);
        assertEquals("send to=10.0.0.2 flows=16 rate=100000.000 ns=12", line);
        final Words words = Words.of(line);
        assertEquals("send", words.verb());
        assertEquals("10.0.0.2", words.text("to"));
        assertEquals(16, words.whole("flows"));
        assertEquals(100_000, words.number("rate"));
    }

    @Test
    void shouldReadAVerbAlone() {
        assertEquals(new Words("stop", Map.of()), Words.of("stop"));
    }

    @Test
    void shouldNameWhatIsMissing() {
        final IllegalArgumentException missing = assertThrows(
                IllegalArgumentException.class, () -> Words.of("send to=x").number("ms"));
        assertEquals(true, String.valueOf(missing.getMessage()).contains("no ms"));
    }
}
