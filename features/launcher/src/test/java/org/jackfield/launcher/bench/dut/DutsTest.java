package org.jackfield.launcher.bench.dut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DutsTest {
    @Test
    void shouldNameEachOnce() {
        final Set<String> names = new HashSet<>();
        for (final Dut dut : Duts.all(option -> true)) {
            assertTrue(names.add(dut.name()), dut.name());
        }
        assertTrue(names.containsAll(List.of("none", "jackfield", "c-uring-vnet", "ovs-veth-tso", "vde")));
    }

    @Test
    void shouldLeaveOutWaysToRunThatThereAreNot() {
        final List<String> lacking = Duts.all(option -> option.equals("--engine")).stream()
                .filter(dut -> dut.lack().isPresent() && dut.lack().get().what().startsWith("'run' has no option"))
                .map(Dut::name)
                .toList();
        assertEquals(List.of("jackfield-latency"), lacking);
    }
}
