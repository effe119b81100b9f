package org.jackfield.linux.socket;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * A program of the classic Berkeley packet filter, instruction by instruction (linux/filter.h): struct sock_filter is code (16 bits),
 * jumps when true and when false (8 bits each, instructions to skip) and an operand (32 bits). Every process may attach one to its
 * sockets. Not for hot paths. One thread at a time.
 */
public final class ClassicBpf {
    /** Most instructions of a program (BPF_MAXINSNS). */
    public static final int MOST_INSTRUCTIONS = 4096;
    /** Base of offsets that count from the network header (SKF_NET_OFF). */
    public static final int NETWORK_HEADER = -0x100000;

    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_LENGTH = 0x80;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int MODULO = 0x94;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;
    private static final int MOST_SKIP = 255;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int PROGRAM_AT = 8;

    private final List<Long> instructions = new ArrayList<>();

    /** Loads the length of the datagram. */
    public ClassicBpf loadLength() {
        return add(LOAD_LENGTH, 0, 0, 0);
    }

    /** Loads 32 bits in network order; the program ends with result 0 where there are none. */
    public ClassicBpf loadWord(final int offset) {
        return add(LOAD_WORD, 0, 0, offset);
    }

    /** Loads 16 bits in network order; the program ends with result 0 where there are none. */
    public ClassicBpf loadHalf(final int offset) {
        return add(LOAD_HALF, 0, 0, offset);
    }

    /** Shifts what was loaded to the right. */
    public ClassicBpf shiftRight(final int bits) {
        return add(SHIFT_RIGHT, 0, 0, bits);
    }

    /** Leaves the remainder of a division, unsigned. */
    public ClassicBpf modulo(final int divisor) {
        return add(MODULO, 0, 0, divisor);
    }

    /** Skips instructions unless equal. */
    public ClassicBpf skipUnlessEqual(final int value, final int skip) {
        return add(JUMP_EQUAL, 0, skip, value);
    }

    /** Skips instructions if at least this, unsigned. */
    public ClassicBpf skipIfAtLeast(final int value, final int skip) {
        return add(JUMP_AT_LEAST, skip, 0, value);
    }

    /** Ends the program. */
    public ClassicBpf result(final int value) {
        return add(RETURN, 0, 0, value);
    }

    private ClassicBpf add(final int code, final int ifTrue, final int ifFalse, final int operand) {
        if (ifTrue > MOST_SKIP || ifFalse > MOST_SKIP) {
            throw new IllegalArgumentException("a jump skips at most " + MOST_SKIP + " instructions");
        }
        instructions.add(code | (long) ifTrue << 16 | (long) ifFalse << 24 | (long) operand << 32);
        return this;
    }

    /** Instructions so far. */
    public int size() {
        return instructions.size();
    }

    /** An instruction as the 64-bit little-endian word the kernel reads. */
    public long instruction(final int index) {
        return instructions.get(index);
    }

    /** setsockopt with struct sock_fprog: the number of instructions (16 bits), and at 8 their address. */
    int attach(final int fd, final int option) {
        try (NativeBlock code = new NativeBlock(instructions.size() * INSTRUCTION_BYTES);
                NativeBlock program = new NativeBlock(2 * Long.BYTES)) {
            for (int i = 0; i < instructions.size(); i++) {
                code.putLong(i * INSTRUCTION_BYTES, instructions.get(i));
            }
            program.putShort(0, instructions.size()).putLong(PROGRAM_AT, code.address());
            return LibC.setsockopt(fd, LibC.SOL_SOCKET, option, program.address(), 2 * Long.BYTES);
        }
    }
}
