package org.jackfield.linux.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.jackfield.linux.jna.NativeBlock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(strings = {"/run/a.sock", "127.0.0.1:5000", "0.0.0.0:0", "[0:0:0:0:0:0:0:1]:65535"})
    void shouldWriteWhatItReads(final String text) {
        final Endpoint endpoint = Endpoint.parse(text);
        assertEquals(text, endpoint.toString());
        try (NativeBlock block = endpoint.toNative()) {
            assertEquals(endpoint.isLocal() ? "" : text, Endpoint.text(block));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.sock",
                "localhost:5000",
                "::1:5000",
                "127.0.0.1",
                "127.0.0.1:65536",
                "[]:1",
                "1.2.3:4",
                ":5"
            })
    void shouldRefuseEverythingElse(final String text) {
        final String rule = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text))
                .getMessage());
        assertTrue(rule.startsWith("must be an absolute path"), rule);
        assertEquals(Optional.empty(), Endpoint.address("example.org"));
    }
}
