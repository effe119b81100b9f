package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HotPathScanTest {
    @TestFactory
    Stream<DynamicTest> shouldFindEachKindOfBreach() throws IOException {
        final List<String> breaches = breaches(HotFixtures.Breaches.class);
        return Arrays.stream(HotFixtures.Breaches.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(method -> DynamicTest.dynamicTest(
                        method.getName(),
                        () -> assertSaid(breaches, method.getName(), method.getAnnotation(HotFixtures.Says.class))));
    }

    @Test
    void shouldFollowCallsInsideTheClassFromAMarkedMethod() throws IOException {
        final List<String> breaches = breaches(HotFixtures.Reached.class);
        assertEquals(1, breaches.size(), breaches::toString);
        assertTrue(breaches.get(0).contains(".notMarked "), breaches::toString);
    }

    @Test
    void shouldAcceptSlowPathsAssertHelpersAndCallsPerBatch() throws IOException {
        assertEquals(List.of(), breaches(HotFixtures.Clean.class));
    }

    private static void assertSaid(final List<String> breaches, final String method, final HotFixtures.Says says) {
        final List<String> own = breaches.stream()
                .filter(line -> line.contains("." + method + " "))
                .toList();
        assertTrue(own.stream().anyMatch(line -> line.contains(says.value())), () -> says + " expected in " + own);
    }

    private static List<String> breaches(final Class<?> type) throws IOException {
        final String file = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return new HotPathScan(in.readAllBytes()).breaches();
        }
    }
}
