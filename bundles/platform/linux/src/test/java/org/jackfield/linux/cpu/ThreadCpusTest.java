package org.jackfield.linux.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ThreadCpusTest {
    private static String refusal(final String list) {
        return String.valueOf(
                assertThrows(CpuException.class, () -> ThreadCpus.parse(list)).getMessage());
    }

    private static CpuSet lowest(final CpuSet cpus) throws CpuException {
        return CpuSet.ofList(cpus.toString().split("[-,]")[0]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "0-3,8|0-3,8", "8,1,0|0-1,8", " 2-3 , 1 |1-3", "''|''", "5-5|5"})
    void shouldReadAndWriteListsAsTheKernelDoes(final String list, final String written) throws CpuException {
        assertEquals(written, CpuSet.ofList(list).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "3-1", "-1", "1-", "0-8192", "99999", "0x3", "1;2"})
    void shouldRefuseWhatIsNoList(final String list) {
        assertThrows(CpuException.class, () -> CpuSet.ofList(list));
    }

    @Test
    void shouldPinAnotherThreadOfThisProcess() throws Exception {
        final CpuSet one = lowest(ThreadCpus.allowed());
        final CpuSet before = ThreadCpus.own();
        final AtomicInteger number = new AtomicInteger();
        final CountDownLatch known = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        final Thread other = new Thread(() -> {
            try {
                number.set(ThreadCpus.self());
                known.countDown();
                end.await();
            } catch (final CpuException | InterruptedException ended) {
                known.countDown();
            }
        });
        other.start();
        try {
            known.await();
            assertNotEquals(ThreadCpus.self(), number.get());
            ThreadCpus.pin(number.get(), one);
            assertEquals(one, ThreadCpus.of(number.get()));
            assertEquals(before, ThreadCpus.own(), "nobody else has moved");
            assertEquals(
                    one.toString(),
                    Files.readAllLines(Path.of("/proc/self/task/" + number.get() + "/status")).stream()
                            .filter(line -> line.startsWith("Cpus_allowed_list:"))
                            .map(line -> line.split("\\s+")[1])
                            .findFirst()
                            .orElseThrow());
        } finally {
            end.countDown();
            other.join();
        }
    }

    @Test
    void shouldTellWhichCpusThereAre() throws CpuException {
        final CpuSet online = ThreadCpus.online();
        assertFalse(online.isEmpty());
        assertTrue(ThreadCpus.allowed().without(online).isEmpty());
        assertTrue(refusal("8000").contains("there is no CPU 8000, or it is offline; there are " + online));
        assertTrue(refusal("").contains("names no CPU; there are " + ThreadCpus.allowed()));
    }

    @Test
    void shouldKnowTheCpusOfANumaNode() throws Exception {
        final Path list = Path.of("/sys/devices/system/node/node0/cpulist");
        if (Files.exists(list)) {
            assertEquals(CpuSet.ofList(Files.readString(list)), ThreadCpus.parse("node:0"));
        }
        assertTrue(refusal("node:4711").contains("there is no NUMA node '4711'; "), refusal("node:4711"));
        assertTrue(refusal("node:").contains("there is no NUMA node ''"), refusal("node:"));
    }

    @Test
    void shouldSayThatAThreadIsGone() throws CpuException {
        final CpuSet allowed = ThreadCpus.allowed();
        final CpuException gone = assertThrows(CpuException.class, () -> ThreadCpus.pin(Integer.MAX_VALUE, allowed));
        assertTrue(String.valueOf(gone.getMessage()).contains("ESRCH"), gone::getMessage);
    }
}
