package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.WorkerInfo;
import org.jackfield.api.port.PortState;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final long SECOND_NS = 1_000_000_000;

    private static PortInfo port(final String name, final long frames, final long drops, final long kernelDrops) {
        return new PortInfo(
                name,
                "tap",
                "br0",
                PortState.ACTIVE,
                "",
                0,
                false,
                0,
                0,
                1500,
                true,
                kernelDrops,
                frames,
                100 * frames,
                frames,
                2 * frames,
                200 * frames,
                0,
                new TreeMap<>(Map.of("tx-full", drops)),
                List.of(new PortInfo.QueueInfo(0, 0, frames, 100 * frames, 2 * frames, 200 * frames)),
                Map.of());
    }

    private static WorkerInfo worker(final long frames, final long cpuNs) {
        return new WorkerInfo(
                0, "read-write", "asked for", false, 1, 1, 1, frames, frames, frames / 2, 0, 0, 0, 0, 0, 0, cpuNs, 1);
    }

    private static Rates.Look look(final double seconds, final PortInfo port, final WorkerInfo worker) {
        return new Rates.Look((long) (seconds * SECOND_NS), List.of(port), List.of(worker));
    }

    @Test
    void shouldDivideWhatWasCountedByTheTime() {
        final Rates rates = Rates.between(
                look(10, port("vm1", 1000, 5, 7), worker(1000, 0)),
                look(12, port("vm1", 3000, 9, 8), worker(3000, SECOND_NS / 2)));
        final Rates.PortRate port = rates.ports().get(0);
        assertEquals(2, rates.seconds());
        assertEquals(new Rates.Flow(1000, 800_000), port.rx());
        assertEquals(new Rates.Flow(2000, 1_600_000), port.tx());
        assertEquals(2, port.drops());
        assertEquals(0.5, port.kernelDrops());
        assertEquals(new Rates.Flow(1000, 800_000), port.queues().get(0).rx());
        assertEquals(
                new Rates.WorkerRate(0, 25, 1000, 1000, 500), rates.workers().get(0));
    }

    @Test
    void shouldCallAPortThatCameOrBeganAnewIdle() {
        final Rates.PortRate anew = Rates.between(
                        look(0, port("vm1", 1000, 5, 0), worker(0, 0)), look(1, port("vm1", 10, 0, 0), worker(0, 0)))
                .ports()
                .get(0);
        final Rates.PortRate came = Rates.between(
                        look(0, port("vm2", 1000, 5, 0), worker(0, 0)), look(1, port("vm1", 10, 0, -1), worker(0, 0)))
                .ports()
                .get(0);
        assertEquals(new Rates.Flow(0, 0), anew.rx());
        assertEquals(0, anew.drops());
        assertEquals(new Rates.Flow(0, 0), came.rx());
        assertEquals(-1, came.kernelDrops());
    }

    @Test
    void shouldPrintRatesWithAUnitThatFits() {
        assertEquals("0 /s", Table.rate(0, "/s").text());
        assertEquals("999 /s", Table.rate(999, "/s").text());
        assertEquals("1.23 kbit/s", Table.rate(1234, "bit/s").text());
        assertEquals("12 Mbit/s", Table.rate(12_345_678, "bit/s").text());
    }
}
