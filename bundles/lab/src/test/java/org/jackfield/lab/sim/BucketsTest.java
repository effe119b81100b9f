package org.jackfield.lab.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.jackfield.api.frame.FlowHash;
import org.jackfield.core.steering.IndirectionTable;
import org.junit.jupiter.api.Test;

class BucketsTest {
    @Test
    void shouldMapBucketsToQueuesAsTheSwitchDoes() {
        for (int workers = 1; workers <= 64; workers += 3) {
            assertArrayEquals(IndirectionTable.even(workers), Buckets.even(workers));
            for (int queues = 1; queues <= 256; queues += 5) {
                final short[] owners = new short[FlowHash.BUCKETS];
                for (int b = 0; b < owners.length; b++) {
                    owners[b] = (short) (b * 31 % workers);
                }
                assertArrayEquals(
                        IndirectionTable.queues(owners, queues, workers), Buckets.queues(owners, queues, workers));
            }
        }
    }
}
