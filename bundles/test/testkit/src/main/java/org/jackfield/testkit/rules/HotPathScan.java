package org.jackfield.testkit.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Finds the hot methods of one class and has each judged by {@link HotPathRules}. What is hot says {@code HotPath}. */
final class HotPathScan {
    private static final String HOT = "Lorg/jackfield/api/frame/HotPath;";
    private static final String PER_BATCH = "Lorg/jackfield/api/frame/PerBatch;";

    private final ClassNode node = new ClassNode();
    private final Map<String, MethodNode> methods = new HashMap<>();
    /** Methods of this class that hot code calls outside assert statements. */
    private final Set<String> calledInEarnest = new HashSet<>();

    private final Set<String> calledFromAssert = new HashSet<>();

    HotPathScan(final byte[] classFile) {
        new ClassReader(classFile).accept(node, ClassReader.SKIP_FRAMES);
        node.methods.forEach(method -> methods.put(key(method.name, method.desc), method));
        node.methods.forEach(this::noteCalls);
    }

    /** Breaches, one line each. */
    List<String> breaches() {
        final List<String> found = new ArrayList<>();
        for (final MethodNode method : hotMethods()) {
            final boolean perBatch = marked(method.invisibleAnnotations, PER_BATCH);
            new HotPathRules(node, method, perBatch).check(found);
        }
        return found;
    }

    /** Methods to check. */
    List<MethodNode> hotMethods() {
        final Deque<MethodNode> open = new ArrayDeque<>();
        final boolean all = marked(node.invisibleAnnotations, HOT);
        node.methods.stream()
                .filter(method -> all || marked(method.invisibleAnnotations, HOT))
                .forEach(open::add);
        final Set<String> seen = new HashSet<>();
        final List<MethodNode> hot = new ArrayList<>();
        while (!open.isEmpty()) {
            final MethodNode method = open.remove();
            if (seen.add(key(method.name, method.desc)) && !exempt(method)) {
                hot.add(method);
                callees(method).forEach(open::add);
            }
        }
        return hot;
    }

    private boolean exempt(final MethodNode method) {
        final String key = key(method.name, method.desc);
        return method.name.startsWith("<")
                || method.name.startsWith("slowPath")
                || method.name.equals("toString")
                || factory(method)
                || calledFromAssert.contains(key) && !calledInEarnest.contains(key);
    }

    private boolean factory(final MethodNode method) {
        return (method.access & Opcodes.ACC_STATIC) != 0 && method.desc.endsWith(")L" + node.name + ";");
    }

    private List<MethodNode> callees(final MethodNode method) {
        final List<MethodNode> found = new ArrayList<>();
        for (final AbstractInsnNode insn : method.instructions) {
            if (insn instanceof MethodInsnNode call && call.owner.equals(node.name)) {
                final MethodNode callee = methods.get(key(call.name, call.desc));
                if (callee != null) {
                    found.add(callee);
                }
            }
        }
        return found;
    }

    private void noteCalls(final MethodNode method) {
        final Set<AbstractInsnNode> asserts = assertCode(method);
        for (final AbstractInsnNode insn : method.instructions) {
            if (insn instanceof MethodInsnNode call && call.owner.equals(node.name)) {
                (asserts.contains(insn) ? calledFromAssert : calledInEarnest).add(key(call.name, call.desc));
            }
        }
    }

    /** The instructions of assert statements: from the look at $assertionsDisabled to the target of the jump behind it. */
    static Set<AbstractInsnNode> assertCode(final MethodNode method) {
        final Set<AbstractInsnNode> code = new HashSet<>();
        for (final AbstractInsnNode insn : method.instructions) {
            if (insn instanceof FieldInsnNode field
                    && field.name.equals("$assertionsDisabled")
                    && insn.getNext() instanceof JumpInsnNode jump
                    && jump.getOpcode() == Opcodes.IFNE) {
                for (AbstractInsnNode at = insn; at != null && at != jump.label; at = at.getNext()) {
                    code.add(at);
                }
            }
        }
        return code;
    }

    private static boolean marked(final List<AnnotationNode> annotations, final String descriptor) {
        return annotations != null && annotations.stream().anyMatch(a -> a.desc.equals(descriptor));
    }

    private static String key(final String name, final String descriptor) {
        return name + descriptor;
    }
}
