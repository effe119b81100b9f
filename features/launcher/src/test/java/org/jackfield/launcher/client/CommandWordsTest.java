package org.jackfield.launcher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
    @Test
    void shouldKeepTheWordsBehindTwoHyphensAsTheyAre() {
        final CommandWords words = CommandWords.of(List.of("-j", "port", "--", "--socket", "--help"));
        assertEquals(
                new CommandWords("port", "", List.of("-j", "port", "--", "--socket", "--help"), List.of("-j", "port")),
                words);
    }

    @Test
    void shouldTakeTheSocketOutOfTheWords() {
        final CommandWords words = CommandWords.of(List.of("--socket", "/s", "port", "list"));
        assertEquals(new CommandWords("port", "/s", List.of("port", "list"), List.of("port", "list")), words);
        assertEquals("/t", CommandWords.of(List.of("stats", "--socket=/t")).socket());
    }
}
