package org.jackfield.linux.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assembles eBPF instructions (Documentation/bpf/standardization/instruction-set.rst), only those the steering
 * program needs. Arithmetic is 32 bits wide and zero-extends its result, so the 64-bit comparisons of the jumps are
 * unsigned 32-bit comparisons. Jumps go forward to a {@link Label} bound later.
 *
 * <p>Frame loads (BPF_LD | BPF_ABS and BPF_IND) read in network order at an offset from the first byte the kernel
 * shows or, where it hides the first ones, from the first of the frame, put the result in R0, need the context in R6, and clobber R1 to R5. A load outside the frame ends the
 * program with 0, so whoever does not want that compares with the length first.
 */
final class BpfAssembler {
    static final int R0 = 0;
    static final int R1 = 1;
    static final int R2 = 2;
    static final int R3 = 3;
    static final int R6 = 6;
    static final int R7 = 7;
    static final int R8 = 8;
    static final int R9 = 9;
    /** Read-only: one past the highest byte of the program's 512 bytes of stack. */
    static final int FRAME_POINTER = 10;

    /** Offsets from here on are those from the first byte of the MAC header, hidden or not (linux/filter.h). */
    private static final int SKF_LL_OFF = -0x20_0000;

    /** Bytes of an instruction. */
    static final int INSTRUCTION_BYTES = 8;

    private static final int CLASS_LD = 0x00;
    private static final int CLASS_LDX = 0x01;
    private static final int CLASS_STX = 0x03;
    private static final int CLASS_ALU = 0x04;
    private static final int CLASS_JMP = 0x05;
    private static final int CLASS_ALU64 = 0x07;
    private static final int SOURCE_REGISTER = 0x08;
    private static final int MODE_ABS = 0x20;
    private static final int MODE_IND = 0x40;
    private static final int MODE_MEM = 0x60;
    private static final int LOAD_64_BITS = 0x18;
    private static final int END_TO_BIG = 0xD8;
    private static final int JUMP_ALWAYS = 0x00;
    private static final int CALL = 0x80;
    private static final int EXIT = 0x90;
    /** Source register field of a 64-bit load: the constant is a map's descriptor. */
    private static final int PSEUDO_MAP_FD = 1;

    /** Bytes of a frame load. */
    enum Width {
        WORD(0x00),
        HALF(0x08),
        BYTE(0x10);

        private final int bits;

        Width(final int bits) {
            this.bits = bits;
        }
    }

    /** Arithmetic on 32 bits. Shifts to the right fill with zeros. */
    enum Alu {
        ADD(0x00),
        MUL(0x20),
        AND(0x50),
        LSH(0x60),
        RSH(0x70),
        XOR(0xA0),
        MOV(0xB0);

        private final int bits;

        Alu(final int bits) {
            this.bits = bits;
        }
    }

    /** When to jump; unsigned. SET means "and is not zero". */
    enum Condition {
        EQ(0x10),
        GT(0x20),
        SET(0x40),
        NE(0x50),
        LT(0xA0);

        private final int bits;

        Condition(final int bits) {
            this.bits = bits;
        }
    }

    /** A place to jump to, bound once behind all jumps to it. */
    static final class Label {
        private static final int UNBOUND = -1;

        private final String name;
        private int position = UNBOUND;

        Label(final String name) {
            this.name = name;
        }
    }

    private record Instruction(
            int opcode,
            int destination,
            int source,
            int offset,
            int constant,
            @Nullable Label target) {}

    private final List<Instruction> code = new ArrayList<>();
    private final int hidden;

    /** For programs that the kernel shows whole frames. */
    BpfAssembler() {
        this(0);
    }

    /**
     * For programs that are shown frames without their first bytes.
     *
     * @param hidden how many; none of a frame's other bytes is read together with these
     */
    BpfAssembler(final int hidden) {
        this.hidden = hidden;
    }

    /** Bytes of each frame that the kernel neither shows nor counts. */
    int hidden() {
        return hidden;
    }

    BpfAssembler alu(final Alu operation, final int destination, final int constant) {
        return plain(CLASS_ALU | operation.bits, destination, 0, 0, constant);
    }

    BpfAssembler aluRegister(final Alu operation, final int destination, final int source) {
        return plain(CLASS_ALU | SOURCE_REGISTER | operation.bits, destination, source, 0, 0);
    }

    /** Copies all 64 bits, for addresses. */
    BpfAssembler moveAddress(final int destination, final int source) {
        return plain(CLASS_ALU64 | SOURCE_REGISTER | Alu.MOV.bits, destination, source, 0, 0);
    }

    /** Adds to all 64 bits, for addresses. */
    BpfAssembler addAddress(final int destination, final int constant) {
        return plain(CLASS_ALU64 | Alu.ADD.bits, destination, 0, 0, constant);
    }

    /** Turns 16 bits that are in network order into the machine's order, and clears the rest. */
    BpfAssembler fromNetworkOrder16(final int destination) {
        return plain(CLASS_ALU | END_TO_BIG, destination, 0, 0, 16);
    }

    /** Reads 32 bits at an address plus offset. */
    BpfAssembler load(final int destination, final int address, final int offset) {
        return plain(CLASS_LDX | MODE_MEM, destination, address, offset, 0);
    }

    /** Writes 32 bits at an address plus offset. */
    BpfAssembler store(final int address, final int offset, final int source) {
        return plain(CLASS_STX | MODE_MEM, address, source, offset, 0);
    }

    /** R0 = the frame's bytes at a fixed offset. */
    BpfAssembler loadFrame(final Width width, final int at) {
        return plain(CLASS_LD | MODE_ABS | width.bits, 0, 0, 0, at < hidden ? SKF_LL_OFF + at : at - hidden);
    }

    /** R0 = the frame's bytes at the offset in a register plus a fixed one; none of the hidden ones. */
    BpfAssembler loadFrameBehind(final Width width, final int register, final int at) {
        return plain(CLASS_LD | MODE_IND | width.bits, 0, register, 0, at - hidden);
    }

    BpfAssembler loadMap(final int destination, final int mapFd) {
        plain(LOAD_64_BITS, destination, PSEUDO_MAP_FD, 0, mapFd);
        return plain(0, 0, 0, 0, 0);
    }

    /** Calls a function of the kernel: arguments in R1 to R5, result in R0, R1 to R5 lost. */
    BpfAssembler call(final int function) {
        return plain(CLASS_JMP | CALL, 0, 0, 0, function);
    }

    /** Ends the program; its result is R0. */
    BpfAssembler exit() {
        return plain(CLASS_JMP | EXIT, 0, 0, 0, 0);
    }

    BpfAssembler jump(final Label target) {
        code.add(new Instruction(CLASS_JMP | JUMP_ALWAYS, 0, 0, 0, 0, target));
        return this;
    }

    BpfAssembler jumpIf(final Condition condition, final int register, final int constant, final Label target) {
        code.add(new Instruction(CLASS_JMP | condition.bits, register, 0, 0, constant, target));
        return this;
    }

    BpfAssembler jumpIfRegister(final Condition condition, final int register, final int other, final Label target) {
        code.add(new Instruction(CLASS_JMP | SOURCE_REGISTER | condition.bits, register, other, 0, 0, target));
        return this;
    }

    /** The next instruction is where jumps to the label go. */
    BpfAssembler bind(final Label label) {
        if (label.position != Label.UNBOUND) {
            throw new IllegalStateException("label " + label.name + " is bound twice");
        }
        label.position = code.size();
        return this;
    }

    /** The program as the kernel takes it: struct bpf_insn[], little-endian. */
    byte[] assemble() {
        final ByteBuffer out =
                ByteBuffer.allocate(code.size() * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < code.size(); at++) {
            final Instruction i = code.get(at);
            final int offset = i.target == null ? i.offset : distance(at, i.target);
            out.put((byte) i.opcode).put((byte) (i.destination | i.source << 4));
            out.putShort((short) offset).putInt(i.constant);
        }
        return out.array();
    }

    private static int distance(final int from, final Label target) {
        final int distance = target.position - (from + 1);
        if (target.position == Label.UNBOUND || distance < 0 || distance > Short.MAX_VALUE) {
            throw new IllegalStateException("label " + target.name + " is not bound within reach behind " + from);
        }
        return distance;
    }

    private BpfAssembler plain(
            final int opcode, final int destination, final int source, final int offset, final int constant) {
        code.add(new Instruction(opcode, destination, source, offset, constant, null));
        return this;
    }
}
