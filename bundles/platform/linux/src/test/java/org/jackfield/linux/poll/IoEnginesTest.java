package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.junit.jupiter.api.Test;

/** Which engine a switch gets. The kernels tested on let io_uring read taps (6.7 and newer). */
final class IoEnginesTest {
    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int RETURN_ALLOW = 0x7FFF_0000;
    private static final int RETURN_ERRNO = 0x0005_0000;
    private static final int ENOSYS = 38;
    private static final int EPERM = 1;

    @Test
    void shouldTakeIoUringWhereItWorks() throws EngineException {
        final IoEngines.Choice choice = IoEngines.choose(IoEngines.AUTO);
        assertEquals("io-uring", choice.name());
        assertEquals("a multishot read works", choice.reason());
        assertTrue(choice.isFastest());
        assertEquals("io-uring", IoEngines.choose(IoEngines.URING).name());
    }

    @Test
    void shouldTakeTheOtherEngineWhenAskedFor() throws EngineException {
        final IoEngines.Choice choice = IoEngines.choose(IoEngines.READ_WRITE);
        assertEquals("read-write", choice.name());
        assertFalse(choice.isFastest());
    }

    @Test
    void shouldRefuseAnUnknownName() {
        final EngineException refusal = assertThrows(EngineException.class, () -> IoEngines.choose("fast"));
        assertEquals("engine 'fast' is unknown; choose auto, uring or readwrite", refusal.getMessage());
    }

    @Test
    void shouldTakeTheOtherEngineUnaskedWhereAContainerForbidsIoUring() throws Exception {
        final IoEngines.Choice choice = withoutIoUring(EPERM, () -> IoEngines.choose(IoEngines.AUTO));
        assertEquals("read-write", choice.name());
        assertTrue(choice.reason().startsWith("no io_uring: io_uring_setup failed: EPERM"), choice.reason());
        assertTrue(choice.reason().contains("; allow it by sysctl"), choice.reason());
    }

    @Test
    void shouldTakeTheOtherEngineUnaskedWhereTheKernelHasNoIoUring() throws Exception {
        final IoEngines.Choice choice = withoutIoUring(ENOSYS, () -> IoEngines.choose(IoEngines.AUTO));
        assertEquals("read-write", choice.name());
        assertTrue(choice.reason().contains("ENOSYS"), choice.reason());
    }

    @Test
    void shouldSayWhyIoUringCannotBeHadWhenAskedForIt() throws Exception {
        final EngineException refusal = withoutIoUring(
                EPERM, () -> assertThrows(EngineException.class, () -> IoEngines.choose(IoEngines.URING)));
        assertTrue(refusal.getMessage().contains("EPERM"), refusal.getMessage());
    }

    /** Runs a task on a thread whose io_uring_setup fails, as under a container's seccomp profile; the filter ends with it. */
    private static <T> T withoutIoUring(final int errno, final Callable<T> task) throws Exception {
        final FutureTask<T> result = new FutureTask<>(() -> {
            forbidIoUring(errno);
            return task.call();
        });
        final Thread thread = new Thread(result);
        thread.start();
        thread.join();
        return result.get();
    }

    /** A filter of four instructions (struct sock_filter: u16 code, u8 jt, u8 jf, u32 k), for the calling thread only. */
    private static void forbidIoUring(final int errno) {
        try (NativeBlock program = new NativeBlock(4 * 8);
                NativeBlock head = new NativeBlock(16)) {
            instruction(program, 0, 0x20, 0, 0, 0); // load the system call's number
            instruction(program, 1, 0x15, 0, 1, (int) UringLayout.SYS_SETUP);
            instruction(program, 2, 0x06, 0, 0, RETURN_ERRNO | errno);
            instruction(program, 3, 0x06, 0, 0, RETURN_ALLOW);
            head.putShort(0, 4).putLong(8, program.address());
            Peer.must("PR_SET_NO_NEW_PRIVS", prctl(PR_SET_NO_NEW_PRIVS, 1, 0));
            Peer.must("PR_SET_SECCOMP", prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, head.address()));
        }
    }

    private static long prctl(final int option, final long a, final long b) {
        final long number = "amd64".equals(System.getProperty("os.arch")) ? 157 : 167;
        return LibC.syscall(number, option, a, b, 0, 0, 0);
    }

    private static void instruction(
            final NativeBlock program, final int index, final int code, final int yes, final int no, final int k) {
        final int at = index * 8;
        program.putShort(at, code).putByte(at + 2, yes).putByte(at + 3, no).putInt(at + 4, k);
    }
}
