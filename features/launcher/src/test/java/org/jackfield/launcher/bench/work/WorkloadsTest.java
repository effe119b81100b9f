package org.jackfield.launcher.bench.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadsTest {
    @Test
    void shouldKnowAllThatItNames() {
        final List<String> named =
                Stream.concat(Workloads.FULL.stream(), Workloads.QUICK.stream()).toList();
        assertEquals(named, Workloads.of(named).stream().map(Workload::name).toList());
    }

    @Test
    void shouldNameEveryMetricOnceAndAfterItsWorkload() {
        final Set<String> seen = new HashSet<>();
        for (final Workload workload : Workloads.of(Workloads.FULL)) {
            for (final Metric metric : workload.metrics()) {
                assertTrue(seen.add(metric.name()), metric.name());
                assertTrue(metric.name().startsWith(workload.name() + "_"), metric.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp", "tcp0", "udp64", "udp8x1", "udp1473x1", "udp64x0", "udp64x1001", "ndr", "x"})
    void shouldRefuseWhatIsNone(final String name) {
        assertEquals(Optional.empty(), Workloads.of(name));
    }
}
