package org.jackfield.linux.jna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LibCTest {
    @Test
    void shouldTellWhyACallFailed() {
        assertEquals(-1, LibC.close(-1));
        assertEquals(Errno.EBADF, Errno.last());
        assertEquals(-Errno.ENOENT, LibC.openPath("/no such file", LibC.O_RDONLY));
    }

    @Test
    void shouldNameErrorsForPeople() {
        assertEquals("EBUSY - Device or resource busy", Errno.name(Errno.EBUSY));
        assertEquals("EBADFD - File descriptor in bad state", Errno.name(Errno.EBADFD));
        assertEquals("ENOBUFS - No buffer space available", Errno.name(Errno.ENOBUFS));
        assertEquals("ECONNREFUSED - Connection refused", Errno.name(Errno.ECONNREFUSED));
        assertTrue(Errno.name(4095).startsWith("errno 4095 - "), Errno.name(4095));
    }

    @Test
    void shouldCallByNumber() {
        assertEquals(LibC.getpid(), ProcessHandle.current().pid());
    }

    @Test
    void shouldReadBackWhatWasWrittenToABlock() {
        try (NativeBlock block = new NativeBlock(32)) {
            block.putByte(0, 0xF1)
                    .putShort(2, 0xFEDC)
                    .putInt(4, 0x12345678)
                    .putLong(8, -2)
                    .putText(16, 8, "tap0");
            assertEquals(0xF1, block.getByte(0));
            assertEquals(0xFEDC, block.getShort(2));
            assertEquals(0xDC, block.getByte(2));
            assertEquals(0x12345678, block.getInt(4));
            assertEquals(-2, block.getLong(8));
            assertEquals("tap0", block.getText(16, 8));
            assertEquals(0, block.clear().getLong(8));
            assertThrows(IllegalArgumentException.class, () -> block.putText(16, 4, "tap0"));
        }
    }
}
