package org.jackfield.launcher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String NASTY = "ü € 😀 \" \\ / \n\r\t\b\f \u0000 \u001f \u2028 </script>";

    @Test
    void shouldReadWhatTheSwitchesLibraryWrites() throws IOException {
        final JsonObject written = new JsonObject();
        written.addProperty("out", NASTY);
        written.addProperty("status", -3);
        assertEquals(Map.of("out", NASTY, "status", -3L), Json.object(written.toString()));
    }

    @Test
    void shouldWriteWhatTheSwitchesLibraryReads() {
        final StringBuilder text = new StringBuilder();
        Json.quote(text, NASTY);
        assertEquals(NASTY, JsonParser.parseString(text.toString()).getAsString());
    }

    @Test
    void shouldReadNestedValuesOfAllKinds() throws IOException {
        assertEquals(
                Map.of("a", List.of(1L, 2.5, true, "", Map.of()), "b", List.of()),
                Json.object(" { \"a\" : [ 1 , 2.5, true, null, { } ] ,\"b\":[]} "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1}x",
                "{\"a\":\"\\u12",
                "{\"a\":[1 2]}",
                "{\"a\":nope}"
            })
    void shouldRefuseWhatIsNoObject(final String text) {
        assertThrows(IOException.class, () -> Json.object(text));
    }

    @Test
    void shouldRefuseDeepNesting() {
        assertThrows(IOException.class, () -> Json.object("{\"a\":" + "[".repeat(100_000)));
    }
}
