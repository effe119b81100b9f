package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The read-write engine keeps the contract of all engines. */
final class ReadWriteEngineTest {
    @Nested
    final class Reading extends ReadingContract {
        @Override
        IoEngineFactory factory() {
            return IoEngines.readWrite();
        }
    }

    @Nested
    final class Writing extends WritingContract {
        @Override
        IoEngineFactory factory() {
            return IoEngines.readWrite();
        }
    }

    @Nested
    final class Headers extends HeaderContract {
        @Override
        IoEngineFactory factory() {
            return IoEngines.readWrite();
        }
    }

    @Nested
    final class Waiting extends WaitingContract {
        @Override
        IoEngineFactory factory() {
            return IoEngines.readWrite();
        }

        @Test
        void shouldTellItsName() {
            assertEquals("read-write", engine.engineName());
        }
    }

    @Nested
    final class Taps extends TapContract {
        @Override
        IoEngineFactory factory() {
            return IoEngines.readWrite();
        }
    }

    @Nested
    final class Packets extends PacketContract {
        @Override
        IoEngineFactory factory() {
            return IoEngines.readWrite();
        }
    }

    @Test
    void shouldRefuseMemoryWithoutNativeAddresses() {
        final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));
        final EngineException refusal =
                assertThrows(EngineException.class, () -> IoEngines.readWrite().create(pool));
        assertTrue(refusal.getMessage().contains("FrameMemories"), refusal.getMessage());
    }
}
