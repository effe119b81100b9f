package org.jackfield.itest.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.launcher.lab.PolicyShelf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shipped policies outside of a switch, as the laboratory has them. */
class PolicyShelfIT {
    private static final List<String> ALL = List.of(
            "adaptive-width",
            "crc32c",
            "elephant-isolate",
            "flow-table",
            "flowlet",
            "m-to-n",
            "pinned",
            "power-of-two-choices",
            "random-spray",
            "rebalance",
            "receive-follows-transmit",
            "round-robin",
            "sticky-least-loaded",
            "symmetric-hash",
            "toeplitz-rss");
    /** One that is not the standard for each policy that has any. */
    private static final Map<String, Map<String, String>> SETTINGS = Map.of(
            "flowlet", Map.of("entries", "4096", "gap-us", "500"),
            "pinned", Map.of("rules", "proto udp dst-port 4789 -> 3; vlan 20 -> 1", "symmetric", "false"),
            "toeplitz-rss", Map.of("hash-key", "symmetric", "table", "256"),
            "flow-table", Map.of("entries", "4096"));

    private final PolicyShelf shelf = new PolicyShelf(
            Path.of(System.getProperty("jackfield.distribution")).toAbsolutePath());

    @AfterEach
    void close() {
        shelf.close();
    }

    private String refusal(final String name, final Map<String, String> settings) {
        return assertThrows(LabException.class, () -> shelf.policy(name, settings))
                .getMessage();
    }

    @Test
    void shouldHaveEveryShippedPolicy() throws LabException {
        assertEquals(ALL, shelf.names());
        for (final String name : ALL) {
            final SteeringPolicy policy = shelf.policy(name, SETTINGS.getOrDefault(name, Map.of()));
            assertEquals(name, policy.policyName());
            policy.frameSteering(0, 4); // its code and that of the API are one
        }
    }

    @Test
    void shouldKeepPoliciesOfOneNameApart() throws LabException {
        final SteeringPolicy first = shelf.policy("pinned", Map.of());
        final SteeringPolicy second = shelf.policy("pinned", Map.of("rules", "any -> 1"));
        final SteeringPolicy third = shelf.policy("pinned", Map.of());
        assertNotSame(first, third);
        assertTrue(first.frameSteering(0, 2).isEmpty(), "without rules no frame is looked at");
        assertTrue(second.frameSteering(0, 2).isPresent());
        assertTrue(third.frameSteering(0, 2).isEmpty());
    }

    @Test
    void shouldNameWhatThereIsWhenAPolicyIsUnknown() {
        final String refusal = refusal("rond-robin", Map.of());
        assertTrue(refusal.startsWith("no policy 'rond-robin'; there are adaptive-width, crc32c, "), refusal);
    }

    @Test
    void shouldRefuseKeysNobodyReads() {
        assertEquals(
                "policy flowlet has no key 'gap'; its keys are entries, gap-us",
                refusal("flowlet", Map.of("gap", "5")));
        assertEquals(
                "policy symmetric-hash has no key 'gap'; it has none", refusal("symmetric-hash", Map.of("gap", "5")));
    }

    @Test
    void shouldRefuseValuesThatAreNotAllowed() {
        assertEquals(
                "policy flowlet: gap-us=5 must be a whole number from 50 to 1000000",
                refusal("flowlet", Map.of("gap-us", "5")));
        assertEquals(
                "policy pinned: symmetric=maybe must be true or false",
                refusal("pinned", Map.of("symmetric", "maybe")));
    }

    /** What the metatype cannot say, the policy's own code refuses. */
    @Test
    void shouldTellWhyThePolicyItselfRefuses() {
        final String refusal = refusal("pinned", Map.of("rules", "src 10.1.0.1/16 -> 2"));
        assertTrue(refusal.contains("'10.1.0.1/16' has bits behind its length of 16"), refusal);
        final String key = refusal("toeplitz-rss", Map.of("hash-key", "beef"));
        assertTrue(key.contains("beef"), key);
    }

    @Test
    void shouldLeaveNoFileBehind() throws LabException, IOException {
        final List<String> before = folders();
        shelf.policy("crc32c", Map.of());
        assertTrue(folders().size() > before.size());
        shelf.close();
        assertEquals(before, folders());
    }

    private static List<String> folders() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.map(String::valueOf)
                    .filter(name -> name.contains("jackfield-policies-"))
                    .sorted()
                    .toList();
        }
    }
}
