package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The io-uring engine keeps the contract of all engines. */
final class UringEngineTest {
    /** Fewer than the pools of the tests have, so that some are left for the tests. */
    private static final IoEngineFactory FEW_BUFFERS = pool -> new UringEngine(pool, 64);

    @Nested
    final class Reading extends ReadingContract {
        @Override
        IoEngineFactory factory() {
            return FEW_BUFFERS;
        }
    }

    @Nested
    final class Writing extends WritingContract {
        @Override
        IoEngineFactory factory() {
            return FEW_BUFFERS;
        }
    }

    @Nested
    final class Headers extends HeaderContract {
        @Override
        IoEngineFactory factory() {
            return FEW_BUFFERS;
        }
    }

    @Nested
    final class Waiting extends WaitingContract {
        @Override
        IoEngineFactory factory() {
            return FEW_BUFFERS;
        }

        @Test
        void shouldTellItsName() {
            assertEquals("io-uring", engine.engineName());
        }
    }

    @Nested
    final class Taps extends TapContract {
        @Override
        IoEngineFactory factory() {
            return FEW_BUFFERS;
        }
    }

    @Nested
    final class Packets extends PacketContract {
        @Override
        IoEngineFactory factory() {
            return FEW_BUFFERS;
        }
    }

    /** Most reads end for want of buffers in the very entry in which writes fail. */
    @Nested
    final class WritingWithHardlyAnyBuffers extends WritingContract {
        @Override
        IoEngineFactory factory() {
            return pool -> new UringEngine(pool, 16);
        }
    }

    @Test
    void shouldRefuseMemoryWithoutNativeAddresses() {
        final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));
        final EngineException refusal = assertThrows(EngineException.class, () -> FEW_BUFFERS.create(pool));
        assertTrue(refusal.getMessage().contains("FrameMemories"), refusal.getMessage());
    }
}
