package org.jackfield.linux.bpf;

import static org.jackfield.linux.bpf.BpfAssembler.FRAME_POINTER;
import static org.jackfield.linux.bpf.BpfAssembler.R0;
import static org.jackfield.linux.bpf.BpfAssembler.R1;
import static org.jackfield.linux.bpf.BpfAssembler.R2;
import static org.jackfield.linux.bpf.BpfAssembler.R6;
import static org.jackfield.linux.bpf.BpfAssembler.R7;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.jackfield.linux.bpf.BpfAssembler.Alu;
import org.jackfield.linux.bpf.BpfAssembler.Condition;
import org.jackfield.linux.bpf.BpfAssembler.Label;
import org.jackfield.linux.bpf.BpfAssembler.Width;
import org.junit.jupiter.api.Test;

/** Expected bytes are what llvm-mc and bpf_asm give for the same instruction. */
class BpfAssemblerTest {
    @Test
    void shouldEncodeArithmeticOn32Bits() {
        assertEquals("b40700000c000000", hex(new BpfAssembler().alu(Alu.MOV, R7, 12)));
        assertEquals("24020000ebcab2ae", hex(new BpfAssembler().alu(Alu.MUL, R2, 0xAEB2CAEB)));
        assertEquals("ac21000000000000", hex(new BpfAssembler().aluRegister(Alu.XOR, R1, R2)));
        assertEquals("dc00000010000000", hex(new BpfAssembler().fromNetworkOrder16(R0)));
    }

    @Test
    void shouldEncodeLoadsOfFrameStackAndMap() {
        assertEquals("280000000c000000", hex(new BpfAssembler().loadFrame(Width.HALF, 12)));
        assertEquals("5070000009000000", hex(new BpfAssembler().loadFrameBehind(Width.BYTE, R7, 9)));
        assertEquals("6161140000000000", hex(new BpfAssembler().load(R1, R6, 20)));
        assertEquals("630af8ff00000000", hex(new BpfAssembler().store(FRAME_POINTER, -8, R0)));
        assertEquals("18110000050000000000000000000000", hex(new BpfAssembler().loadMap(R1, 5)));
    }

    @Test
    void shouldEncodeAddressesCallAndExit() {
        final BpfAssembler code = new BpfAssembler()
                .moveAddress(R6, R1)
                .addAddress(R2, -4)
                .call(1)
                .exit();
        assertEquals("bf16000000000000" + "07020000fcffffff" + "8500000001000000" + "9500000000000000", hex(code));
    }

    @Test
    void shouldCountJumpsFromTheInstructionBehindThem() {
        final Label end = new Label("end");
        final BpfAssembler code = new BpfAssembler();
        code.jumpIf(Condition.SET, R0, 0xFFF9, end)
                .jumpIfRegister(Condition.GT, R1, R2, end)
                .jump(end);
        code.bind(end).exit();
        assertEquals("45000200f9ff0000" + "2d21010000000000" + "0500000000000000" + "9500000000000000", hex(code));
    }

    @Test
    void shouldRefuseLabelsThatLeadNowhereOrBackOrTwoWays() {
        final Label lost = new Label("lost");
        assertThrows(IllegalStateException.class, new BpfAssembler().jump(lost)::assemble);
        final Label back = new Label("back");
        final BpfAssembler code = new BpfAssembler().bind(back).exit().jump(back);
        assertThrows(IllegalStateException.class, code::assemble);
        assertThrows(IllegalStateException.class, () -> code.bind(back));
    }

    private static String hex(final BpfAssembler code) {
        return HexFormat.of().formatHex(code.assemble());
    }
}
