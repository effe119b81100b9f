package org.jackfield.testkit.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** The rules R5 and R7 for the bytecode of one hot method. */
final class HotPathRules {
    private static final Set<String> BOXES = Set.of(
            "java/lang/Boolean",
            "java/lang/Byte",
            "java/lang/Character",
            "java/lang/Short",
            "java/lang/Integer",
            "java/lang/Long",
            "java/lang/Float",
            "java/lang/Double");
    private static final Set<String> STRINGS =
            Set.of("java/lang/String", "java/lang/StringBuilder", "java/lang/StringBuffer", "java/lang/CharSequence");
    private static final Set<String> LOGGERS = Set.of("java/lang/System$Logger", "org/slf4j/Logger");
    private static final Set<String> VIEWS =
            Set.of("duplicate", "slice", "asReadOnlyBuffer", "allocate", "allocateDirect", "wrap");
    private static final Set<String> ARRAY_WORK = Set.of("fill", "equals", "mismatch");

    private final ClassNode owner;
    private final MethodNode method;
    private final boolean perBatch;
    private final Set<AbstractInsnNode> asserts;

    HotPathRules(final ClassNode owner, final MethodNode method, final boolean perBatch) {
        this.owner = owner;
        this.method = method;
        this.perBatch = perBatch;
        this.asserts = HotPathScan.assertCode(method);
    }

    /** Adds a line for each breach. */
    void check(final List<String> found) {
        if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
            found.add(line(Optional.empty(), "R5: is synchronized"));
        }
        for (final AbstractInsnNode insn : method.instructions) {
            breach(insn).ifPresent(what -> found.add(line(Optional.of(insn), what)));
        }
    }

    private Optional<String> breach(final AbstractInsnNode insn) {
        switch (insn.getOpcode()) {
            case Opcodes.NEW:
                final String type = ((TypeInsnNode) insn).desc;
                return asserts.contains(insn) && type.equals("java/lang/AssertionError")
                        ? Optional.empty()
                        : Optional.of("R5: allocates " + type);
            case Opcodes.NEWARRAY, Opcodes.ANEWARRAY, Opcodes.MULTIANEWARRAY:
                return Optional.of("R5: allocates an array");
            case Opcodes.INVOKEDYNAMIC:
                return Optional.of("R5: lambda, method reference or string building (invokedynamic)");
            case Opcodes.ATHROW:
                return asserts.contains(insn) ? Optional.empty() : Optional.of("R5: throws");
            case Opcodes.MONITORENTER:
                return Optional.of("R5: takes a lock");
            case Opcodes.INVOKEINTERFACE:
                if (!perBatch && inLoop(insn)) {
                    return Optional.of("R7: interface call in a loop: " + name((MethodInsnNode) insn));
                }
                return call((MethodInsnNode) insn);
            case Opcodes.INVOKEVIRTUAL, Opcodes.INVOKESTATIC, Opcodes.INVOKESPECIAL:
                return call((MethodInsnNode) insn);
            default:
                return Optional.empty();
        }
    }

    private Optional<String> call(final MethodInsnNode call) {
        if (asserts.contains(call) && call.owner.equals("java/lang/AssertionError")) {
            // "assert x : message" with a constant message has its own constructor; a built one is an invokedynamic.
            return Optional.empty();
        }
        final String reason;
        if (BOXES.contains(call.owner) && call.name.equals("valueOf")) {
            reason = "boxes";
        } else if (STRINGS.contains(call.owner)) {
            reason = "works on strings";
        } else if (LOGGERS.contains(call.owner) || call.owner.startsWith("java/util/logging/")) {
            reason = "logs";
        } else if (call.owner.equals("com/sun/jna/Pointer")) {
            reason = "uses a JNA pointer";
        } else if (allocates(call)) {
            reason = "allocates";
        } else if (call.owner.startsWith("java/util/function/")) {
            reason = takesOrGivesObjects(call) ? "calls a functional interface with objects" : "";
        } else {
            reason = call.owner.startsWith("java/util/") && !allowedFromUtil(call) ? "uses java.util" : "";
        }
        return reason.isEmpty() ? Optional.empty() : Optional.of("R5: " + reason + ": " + name(call));
    }

    private static boolean allocates(final MethodInsnNode call) {
        return call.name.equals("clone") && call.owner.startsWith("[")
                || call.name.equals("values") && call.desc.equals("()[L" + call.owner + ";")
                || call.owner.startsWith("java/nio/")
                        && (VIEWS.contains(call.name) || call.name.matches("as\\w+Buffer"));
    }

    private static boolean allowedFromUtil(final MethodInsnNode call) {
        return call.owner.startsWith("java/util/concurrent/atomic/")
                || call.owner.equals("java/util/concurrent/locks/LockSupport")
                || call.owner.equals("java/util/Arrays") && ARRAY_WORK.contains(call.name);
    }

    private static boolean takesOrGivesObjects(final MethodInsnNode call) {
        boolean objects = Type.getReturnType(call.desc).getSort() >= Type.ARRAY;
        for (final Type argument : Type.getArgumentTypes(call.desc)) {
            objects |= argument.getSort() >= Type.ARRAY;
        }
        return objects;
    }

    /** Whether a jump behind the instruction leads back to it or before it. */
    private boolean inLoop(final AbstractInsnNode insn) {
        final InsnList code = method.instructions;
        final int at = code.indexOf(insn);
        for (AbstractInsnNode jump = insn; jump != null; jump = jump.getNext()) {
            for (final AbstractInsnNode target : targets(jump)) {
                if (code.indexOf(target) <= at) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<? extends AbstractInsnNode> targets(final AbstractInsnNode insn) {
        if (insn instanceof JumpInsnNode jump) {
            return List.of(jump.label);
        }
        if (insn instanceof TableSwitchInsnNode table) {
            return table.labels;
        }
        return insn instanceof LookupSwitchInsnNode lookup ? lookup.labels : List.of();
    }

    private String line(final Optional<AbstractInsnNode> insn, final String what) {
        AbstractInsnNode at = insn.orElse(null);
        while (at != null && !(at instanceof LineNumberNode)) {
            at = at.getPrevious();
        }
        final String line = at instanceof LineNumberNode number ? ":" + number.line : "";
        return owner.name.replace('/', '.') + "." + method.name + " (" + owner.sourceFile + line + ") " + what;
    }

    private static String name(final MethodInsnNode call) {
        return call.owner.replace('/', '.') + "." + call.name;
    }
}
