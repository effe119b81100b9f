package org.jackfield.linux.bpf;

import static org.jackfield.linux.bpf.BpfAssembler.R1;
import static org.jackfield.linux.bpf.BpfAssembler.R2;
import static org.jackfield.linux.bpf.BpfAssembler.R3;
import static org.jackfield.linux.bpf.BpfAssembler.R6;

import java.util.Arrays;
import org.jackfield.linux.bpf.BpfAssembler.Alu;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.NativeBlock;

/**
 * The flow hash code of the steering program, run by the kernel on frames we give it (BPF_PROG_TEST_RUN). A test run
 * refuses frames without a whole IP header, so frames are handed over longer than they are, and the program cuts them
 * first to the length it finds in the mark.
 */
final class KernelRun implements AutoCloseable {
    private static final int PROG_TEST_RUN = 10;
    /** bpf_skb_vlan_push(context, proto in network order, tci): the tag goes beside the bytes. */
    private static final int SKB_VLAN_PUSH = 18;

    /** bpf_skb_change_tail(context, length, 0). */
    private static final int SKB_CHANGE_TAIL = 38;

    private static final int NO_TAG = 0;
    private static final int SKB_BYTES = 192;
    private static final int SKB_MARK = 8;
    private static final int PADDING = 64;

    private static final byte[] NOISE = new byte[PADDING];

    static {
        Arrays.fill(NOISE, (byte) 0x11);
    }

    private final BpfProgram program;
    private final NativeBlock frame = new NativeBlock(FrameGenerator.MOST_BYTES + PADDING);
    private final NativeBlock context = new NativeBlock(SKB_BYTES);
    private final NativeBlock attributes = new NativeBlock(BpfCall.ATTRIBUTE_BYTES);

    private KernelRun(final int tag, final int tci) throws BpfException {
        final BpfAssembler code = new BpfAssembler();
        code.moveAddress(R6, R1).load(R2, R1, SKB_MARK).alu(Alu.MOV, R3, 0).call(SKB_CHANGE_TAIL);
        if (tag != NO_TAG) {
            code.moveAddress(R1, R6).alu(Alu.MOV, R2, Short.reverseBytes((short) tag) & 0xFFFF);
            code.alu(Alu.MOV, R3, tci).call(SKB_VLAN_PUSH);
        }
        code.moveAddress(R1, R6);
        FlowHashCode.emit(code);
        program = BpfProgram.load(BpfProgram.SCHED_CLS, "jack_hash", code.exit().assemble());
    }

    /** Hashes frames as they are. */
    static KernelRun plain() throws BpfException {
        return new KernelRun(NO_TAG, 0);
    }

    /** Puts a tag beside the bytes of each frame before hashing it. */
    static KernelRun withTagBeside(final int tag, final int tci) throws BpfException {
        return new KernelRun(tag, tci);
    }

    int hash(final byte[] bytes) {
        frame.putBytes(0, bytes);
        frame.putBytes(bytes.length, NOISE);
        context.putInt(SKB_MARK, bytes.length);
        // BPF_PROG_TEST_RUN: prog_fd u32@0, retval u32@4, data_size_in u32@8, data_size_out u32@12, data_in u64@16,
        // ctx_size_in u32@40, ctx_size_out u32@44, ctx_in u64@48
        attributes.putInt(0, program.fd()).putInt(8, bytes.length + PADDING).putInt(12, 0);
        attributes
                .putLong(16, frame.address())
                .putInt(40, SKB_BYTES)
                .putInt(44, 0)
                .putLong(48, context.address());
        final int result = BpfCall.bpf(PROG_TEST_RUN, attributes);
        if (result < 0) {
            throw new AssertionError("BPF_PROG_TEST_RUN on " + bytes.length + " bytes: " + Errno.name(-result));
        }
        return attributes.getInt(4);
    }

    @Override
    public void close() {
        program.close();
        frame.close();
        context.close();
        attributes.close();
    }
}
