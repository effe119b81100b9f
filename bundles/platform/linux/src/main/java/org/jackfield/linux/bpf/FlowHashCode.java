package org.jackfield.linux.bpf;

import static org.jackfield.linux.bpf.BpfAssembler.FRAME_POINTER;
import static org.jackfield.linux.bpf.BpfAssembler.R0;
import static org.jackfield.linux.bpf.BpfAssembler.R1;
import static org.jackfield.linux.bpf.BpfAssembler.R2;
import static org.jackfield.linux.bpf.BpfAssembler.R6;
import static org.jackfield.linux.bpf.BpfAssembler.R7;
import static org.jackfield.linux.bpf.BpfAssembler.R8;
import static org.jackfield.linux.bpf.BpfAssembler.R9;

import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.linux.bpf.BpfAssembler.Alu;
import org.jackfield.linux.bpf.BpfAssembler.Condition;
import org.jackfield.linux.bpf.BpfAssembler.Label;
import org.jackfield.linux.bpf.BpfAssembler.Width;

/**
 * {@link FlowHash} as instructions for the kernel, clause by clause in the same order: read both side by side. One
 * object emits the code once.
 *
 * <p>Every comparison with the length stands before the load it protects, because a load outside the frame would end
 * the program instead of taking the branch that Java takes.
 *
 * <p><b>The tag that is not there.</b> The kernel keeps the outermost tag of most frames beside the bytes, in
 * vlan_present, vlan_tci and vlan_proto of struct __sk_buff, and the tap puts it back when the frame is read
 * (tun_put_user). Such a frame is 4 bytes shorter here, and everything behind the MAC addresses stands 4 bytes
 * earlier. Both sides of every comparison with the length lose the same 4 bytes, so the comparisons stay as they are;
 * one tag of the budget is used up; and "the first tag is cut" becomes "shorter than an Ethernet header", which no
 * such frame is (skb_vlan_untag drops them). A vlan_proto that Java would not take for a tag makes the frame one
 * hashed by its MAC addresses.
 */
final class FlowHashCode {
    /** Offsets in struct __sk_buff, all u32 (linux/bpf.h). */
    private static final int SKB_LEN = 0;

    private static final int SKB_VLAN_PRESENT = 20;
    /** In network order. */
    private static final int SKB_VLAN_PROTO = 28;

    /** The context; frame loads want it in R6. */
    private static final int CONTEXT = R6;
    /** Offset of the header at hand. */
    private static final int OFFSET = R7;
    /** Bytes of the frame as the kernel shows it. */
    private static final int LENGTH = R8;
    /** EtherType, then the number of the next header, then the protocol. */
    private static final int KIND = R9;

    /** Stack: the unfinished hash. */
    private static final int SUM = -4;
    /** Stack: what must survive a frame load. */
    private static final int KEPT = -8;
    /** Stack below this is free for the code that follows. */
    static final int STACK_USED = KEPT;

    private static final int ETHERTYPE_AT = 12;

    private final BpfAssembler code;
    private final Label network = new Label("network");
    private final Label ipv4 = new Label("ipv4");
    private final Label ipv6 = new Label("ipv6");
    private final Label transport = new Label("transport");
    private final Label withProtocol = new Label("withProtocol");
    private final Label macs = new Label("macs");
    private final Label finish = new Label("finish");
    private final Label done = new Label("done");

    private FlowHashCode(final BpfAssembler code) {
        this.code = code;
    }

    /** Appends code that expects the context in R1 and leaves the hash in R0. It uses every register. */
    static void emit(final BpfAssembler code) {
        final FlowHashCode hash = new FlowHashCode(code);
        hash.ethernet();
        hash.ipv4();
        hash.ipv6();
        hash.transport();
        hash.macs();
        hash.finish();
    }

    private void ethernet() {
        final Label firstTag = new Label("firstTag");
        final Label secondTag = new Label("secondTag");
        code.moveAddress(CONTEXT, R1).load(LENGTH, CONTEXT, SKB_LEN);
        if (code.hidden() > 0) {
            code.alu(Alu.ADD, LENGTH, code.hidden());
        }
        code.alu(Alu.MOV, R0, 0).jumpIf(Condition.LT, LENGTH, FrameLayout.ETHERNET_BYTES, done);
        code.alu(Alu.MOV, OFFSET, ETHERTYPE_AT).loadFrame(Width.HALF, ETHERTYPE_AT);
        code.aluRegister(Alu.MOV, KIND, R0);
        code.load(R1, CONTEXT, SKB_VLAN_PRESENT).jumpIf(Condition.EQ, R1, 0, firstTag);
        code.load(R0, CONTEXT, SKB_VLAN_PROTO).fromNetworkOrder16(R0);
        jumpIfTag(R0, secondTag);
        code.jump(macs);
        code.bind(firstTag);
        skipTag();
        code.bind(secondTag);
        skipTag();
        code.bind(network).alu(Alu.ADD, OFFSET, 2);
        code.jumpIf(Condition.EQ, KIND, FlowHash.ETHERTYPE_IPV4, ipv4);
        code.jumpIf(Condition.EQ, KIND, FlowHash.ETHERTYPE_IPV6, ipv6);
        code.jump(macs);
    }

    private void jumpIfTag(final int register, final Label target) {
        code.jumpIf(Condition.EQ, register, FlowHash.ETHERTYPE_CTAG, target);
        code.jumpIf(Condition.EQ, register, FlowHash.ETHERTYPE_STAG, target);
        code.jumpIf(Condition.EQ, register, FlowHash.ETHERTYPE_OLD_STAG, target);
    }

    private void skipTag() {
        final Label tag = new Label("tag");
        jumpIfTag(KIND, tag);
        code.jump(network);
        code.bind(tag);
        jumpIfCut(OFFSET, 6, macs);
        code.loadFrameBehind(Width.HALF, OFFSET, 4).aluRegister(Alu.MOV, KIND, R0);
        code.alu(Alu.ADD, OFFSET, 4);
    }

    private void ipv4() {
        code.bind(ipv4);
        jumpIfCut(OFFSET, 20, macs);
        code.loadFrameBehind(Width.BYTE, OFFSET, 0).aluRegister(Alu.MOV, KIND, R0);
        code.alu(Alu.AND, R0, 0xF0).jumpIf(Condition.NE, R0, 0x40, macs);
        code.alu(Alu.AND, KIND, 0xF).jumpIf(Condition.LT, KIND, 5, macs);
        code.alu(Alu.LSH, KIND, 2);
        code.aluRegister(Alu.MOV, R1, KIND).aluRegister(Alu.ADD, R1, OFFSET);
        code.jumpIfRegister(Condition.GT, R1, LENGTH, macs);
        code.loadFrameBehind(Width.WORD, OFFSET, 12).store(FRAME_POINTER, KEPT, R0);
        code.loadFrameBehind(Width.WORD, OFFSET, 16);
        addresses();
        code.loadFrameBehind(Width.HALF, OFFSET, 6).store(FRAME_POINTER, KEPT, R0);
        code.loadFrameBehind(Width.BYTE, OFFSET, 9);
        code.aluRegister(Alu.ADD, OFFSET, KIND).aluRegister(Alu.MOV, KIND, R0);
        code.load(R1, FRAME_POINTER, KEPT);
        code.jumpIf(Condition.SET, R1, FlowHash.IPV4_FRAGMENT_MASK, withProtocol);
        code.jump(transport);
    }

    private void ipv6() {
        code.bind(ipv6);
        jumpIfCut(OFFSET, 40, macs);
        code.loadFrameBehind(Width.BYTE, OFFSET, 0);
        code.alu(Alu.AND, R0, 0xF0).jumpIf(Condition.NE, R0, 0x60, macs);
        fold(8);
        code.store(FRAME_POINTER, KEPT, KIND);
        fold(24);
        code.aluRegister(Alu.MOV, R0, KIND);
        addresses();
        code.loadFrameBehind(Width.BYTE, OFFSET, 6).aluRegister(Alu.MOV, KIND, R0);
        code.alu(Alu.ADD, OFFSET, 40);
        for (int header = 0; header < FlowHash.EXTENSION_HEADERS; header++) {
            skipExtension();
        }
    }

    private void skipExtension() {
        final Label extension = new Label("extension");
        final Label fragment = new Label("fragment");
        final Label authentication = new Label("authentication");
        final Label next = new Label("next");
        for (final int kind : new int[] {
            FlowHash.HOP_BY_HOP,
            FlowHash.ROUTING,
            FlowHash.FRAGMENT,
            FlowHash.AUTHENTICATION,
            FlowHash.DESTINATION_OPTIONS,
            FlowHash.MOBILITY
        }) {
            code.jumpIf(Condition.EQ, KIND, kind, extension);
        }
        code.jump(transport);
        code.bind(extension);
        jumpIfCut(OFFSET, 8, withProtocol);
        code.store(FRAME_POINTER, KEPT, KIND);
        code.loadFrameBehind(Width.BYTE, OFFSET, 0).aluRegister(Alu.MOV, KIND, R0);
        code.load(R1, FRAME_POINTER, KEPT).jumpIf(Condition.EQ, R1, FlowHash.FRAGMENT, fragment);
        code.loadFrameBehind(Width.BYTE, OFFSET, 1);
        code.load(R1, FRAME_POINTER, KEPT).jumpIf(Condition.EQ, R1, FlowHash.AUTHENTICATION, authentication);
        code.alu(Alu.ADD, R0, 1)
                .alu(Alu.LSH, R0, 3)
                .aluRegister(Alu.ADD, OFFSET, R0)
                .jump(next);
        code.bind(authentication);
        code.alu(Alu.ADD, R0, 2)
                .alu(Alu.LSH, R0, 2)
                .aluRegister(Alu.ADD, OFFSET, R0)
                .jump(next);
        code.bind(fragment).loadFrameBehind(Width.HALF, OFFSET, 2);
        code.jumpIf(Condition.SET, R0, FlowHash.IPV6_FRAGMENT_MASK, withProtocol);
        code.alu(Alu.ADD, OFFSET, 8);
        code.bind(next);
    }

    private void transport() {
        final Label ports = new Label("ports");
        code.bind(transport);
        for (final int protocol :
                new int[] {FlowHash.TCP, FlowHash.UDP, FlowHash.DCCP, FlowHash.SCTP, FlowHash.UDP_LITE}) {
            code.jumpIf(Condition.EQ, KIND, protocol, ports);
        }
        code.jump(withProtocol);
        code.bind(ports);
        jumpIfCut(OFFSET, 4, withProtocol);
        code.loadFrameBehind(Width.WORD, OFFSET, 0);
        code.aluRegister(Alu.MOV, R1, R0).alu(Alu.RSH, R1, 16).alu(Alu.AND, R0, 0xFFFF);
        combine(FlowHash.PORT_XOR, FlowHash.PORT_SUM);
        code.load(R0, FRAME_POINTER, SUM).aluRegister(Alu.ADD, R0, R1).store(FRAME_POINTER, SUM, R0);
        code.bind(withProtocol);
        code.alu(Alu.MUL, KIND, FlowHash.PROTOCOL);
        code.load(R0, FRAME_POINTER, SUM).aluRegister(Alu.ADD, R0, KIND).jump(finish);
    }

    private void macs() {
        code.bind(macs);
        code.loadFrame(Width.HALF, 0).aluRegister(Alu.MOV, KIND, R0).alu(Alu.MUL, KIND, FlowHash.FOLD);
        code.loadFrame(Width.WORD, 2).aluRegister(Alu.ADD, R0, KIND).store(FRAME_POINTER, KEPT, R0);
        code.loadFrame(Width.HALF, 6).aluRegister(Alu.MOV, KIND, R0).alu(Alu.MUL, KIND, FlowHash.FOLD);
        code.loadFrame(Width.WORD, 8).aluRegister(Alu.ADD, R0, KIND);
        addresses();
        code.aluRegister(Alu.MOV, R0, R1);
    }

    private void finish() {
        code.bind(finish);
        mixDown(16);
        code.alu(Alu.MUL, R0, FlowHash.FINISH_1);
        mixDown(15);
        code.alu(Alu.MUL, R0, FlowHash.FINISH_2);
        mixDown(16);
        code.bind(done);
    }

    /** R0 ^= R0 >>> bits. */
    private void mixDown(final int bits) {
        code.aluRegister(Alu.MOV, R1, R0).alu(Alu.RSH, R1, bits).aluRegister(Alu.XOR, R0, R1);
    }

    /** KIND = the four words of the IPv6 address at an offset from the header, folded into one. */
    private void fold(final int at) {
        code.loadFrameBehind(Width.WORD, OFFSET, at).aluRegister(Alu.MOV, KIND, R0);
        for (int word = 4; word < 16; word += 4) {
            code.loadFrameBehind(Width.WORD, OFFSET, at + word);
            code.alu(Alu.MUL, KIND, FlowHash.FOLD).aluRegister(Alu.ADD, KIND, R0);
        }
    }

    /** SUM = R1 = combination of the address in KEPT and the one in R0. */
    private void addresses() {
        code.load(R1, FRAME_POINTER, KEPT);
        combine(FlowHash.ADDRESS_XOR, FlowHash.ADDRESS_SUM);
        code.store(FRAME_POINTER, SUM, R1);
    }

    /** R1 = (R1 ^ R0) * xorFactor + (R1 + R0) * sumFactor. */
    private void combine(final int xorFactor, final int sumFactor) {
        code.aluRegister(Alu.MOV, R2, R1).aluRegister(Alu.XOR, R2, R0).alu(Alu.MUL, R2, xorFactor);
        code.aluRegister(Alu.ADD, R1, R0).alu(Alu.MUL, R1, sumFactor).aluRegister(Alu.ADD, R1, R2);
    }

    /** Jumps when the frame ends before {@code bytes} bytes behind the offset in a register. */
    private void jumpIfCut(final int register, final int bytes, final Label target) {
        code.aluRegister(Alu.MOV, R1, register).alu(Alu.ADD, R1, bytes);
        code.jumpIfRegister(Condition.GT, R1, LENGTH, target);
    }
}
