package org.jackfield.linux.packet;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Programs of classic BPF (linux/filter.h), which every process may attach to its own sockets: struct sock_filter[] and, before it,
 * struct sock_fprog. Whoever makes one closes it; the kernel copies it when it is attached.
 */
final class ClassicProgram implements AutoCloseable {
    /** struct sock_fprog: u16 len, struct sock_filter *filter. */
    static final int BYTES = 16;

    private static final int INSTRUCTION_BYTES = 8;

    // Opcodes: A is the accumulator, X the index register, M scratch memory.
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_X_MEMORY = 0x61;

    private static final int STORE = 0x02;
    private static final int XOR_X = 0xAC;
    private static final int MULTIPLY = 0x24;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int MODULO = 0x94;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int RETURN_A = 0x16;

    /** Offsets from here on are no bytes of the frame: the EtherType, and whom the frame is for. */
    private static final int SKF_AD_PROTOCOL = 0xFFFF_F000;

    private static final int SKF_AD_PKTTYPE = 0xFFFF_F000 + 4;
    /** Offsets from here on are those from the MAC header. */
    private static final int SKF_LL = -0x20_0000;

    private static final int PACKET_OUTGOING = 4;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    /** Instructions that load two words. */
    private static final int PAIR = 5;

    private static final int GOLDEN = 0x9E37_79B1;

    private final NativeBlock block;

    private ClassicProgram(final List<int[]> code) {
        block = new NativeBlock(BYTES + code.size() * INSTRUCTION_BYTES);
        block.putShort(0, code.size()).putLong(8, block.address(BYTES));
        for (int i = 0; i < code.size(); i++) {
            final int[] instruction = code.get(i);
            final int at = BYTES + i * INSTRUCTION_BYTES;
            block.putShort(at, instruction[0]).putByte(at + 2, instruction[1]).putByte(at + 3, instruction[2]);
            block.putInt(at + 4, instruction[3]);
        }
    }

    /** A filter no frame passes. */
    static ClassicProgram nothing() {
        return new ClassicProgram(List.of(constant(RETURN, 0)));
    }

    /** A filter that every frame passes but those this host sends. */
    static ClassicProgram incoming() {
        return new ClassicProgram(List.of(
                constant(LOAD_BYTE, SKF_AD_PKTTYPE),
                jump(JUMP_EQUAL, PACKET_OUTGOING, 0, 1),
                constant(RETURN, 0),
                constant(RETURN, -1)));
    }

    /**
     * A program for a group of sockets, which shows it what is behind the Ethernet header: the same number below {@code queues} for
     * all frames of two hosts, told by their IP addresses or else their MAC addresses.
     */
    static ClassicProgram spread(final int queues) {
        final List<int[]> code = new ArrayList<>();
        code.add(constant(LOAD_HALF, SKF_AD_PROTOCOL));
        code.add(jump(JUMP_EQUAL, ETHERTYPE_IPV4, 1, 0));
        code.add(jump(JUMP_EQUAL, ETHERTYPE_IPV6, PAIR, 2 * PAIR));
        addPair(code, 12, 16, 2 * PAIR);
        addPair(code, 20, 36, PAIR);
        addPair(code, SKF_LL + 2, SKF_LL + 8, 0);
        code.add(constant(XOR_X, 0));
        code.add(constant(MULTIPLY, GOLDEN));
        code.add(constant(SHIFT_RIGHT, 16));
        code.add(constant(MODULO, queues));
        code.add(constant(RETURN_A, 0));
        return new ClassicProgram(code);
    }

    /** {@value #PAIR} instructions: A and X are two words of the frame, then some instructions are skipped. */
    private static void addPair(final List<int[]> code, final int first, final int second, final int skipped) {
        code.add(constant(LOAD_WORD, first));
        code.add(constant(STORE, 0));
        code.add(constant(LOAD_WORD, second));
        code.add(constant(LOAD_X_MEMORY, 0));
        code.add(constant(JUMP, skipped));
    }

    private static int[] constant(final int opcode, final int k) {
        return new int[] {opcode, 0, 0, k};
    }

    private static int[] jump(final int opcode, final int k, final int whenTrue, final int otherwise) {
        return new int[] {opcode, whenTrue, otherwise, k};
    }

    /** Address of struct sock_fprog. */
    long address() {
        return block.address();
    }

    @Override
    public void close() {
        block.close();
    }
}
