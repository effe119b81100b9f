package org.jackfield.testkit.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.api.frame.HotPath;

/** Looks for breaches of the room rules R1, R4, R8, R9, R13 in compiled classes. Each breach is one line for people. */
final class RoomCheck {
    private static final String NATIVE_ROOM = "org.jackfield.linux.jna";
    private static final String TEST_KIT = "org.jackfield.testkit";
    private static final List<String> MAY_MAKE_THREADS = List.of(
            "org.jackfield.core.worker",
            "org.jackfield.core.conductor",
            "org.jackfield.linux.poll",
            "org.jackfield.linux.netns",
            "org.jackfield.linux.keep",
            "org.jackfield.linux.reactor",
            "org.jackfield.linux.file",
            "org.jackfield.control",
            "org.jackfield.lab",
            "org.jackfield.launcher",
            TEST_KIT);
    private static final Set<String> THREAD_FACTORIES = Set.of(
            "java.util.concurrent.Executors",
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.concurrent.ScheduledThreadPoolExecutor",
            "java.util.concurrent.ForkJoinPool",
            "java.util.Timer");
    /** Rooms whose classes run on workers, and so must not hold what changes forwarding state. */
    private static final List<String> WORKER_ROOMS =
            List.of("org.jackfield.core.worker", "org.jackfield.core.pipeline", "org.jackfield.core.stats");

    private static final String CONDUCTOR = "org.jackfield.core.conductor";

    private RoomCheck() {}

    /** R1 and R13: imports that the class's room does not allow. */
    static Stream<String> imports(final JavaClasses classes) {
        return dependencies(classes)
                .filter(use -> Room.of(use.getOriginClass().getPackageName())
                        .filter(room -> !allowed(room, use))
                        .isPresent())
                .map(use -> "R1/R13: room "
                        + Room.of(use.getOriginClass().getPackageName())
                                .orElseThrow()
                                .name()
                        + " may not import it: " + use.getDescription());
    }

    /** R4: JNA outside its room. */
    static Stream<String> nativeCode(final JavaClasses classes) {
        return dependencies(classes)
                .filter(use -> isIn(target(use).getPackageName(), "com.sun.jna"))
                .filter(use -> !isIn(use.getOriginClass().getPackageName(), NATIVE_ROOM)
                        && !isIn(use.getOriginClass().getPackageName(), TEST_KIT))
                .map(use -> "R4: only " + NATIVE_ROOM + " uses JNA: " + use.getDescription());
    }

    /** R8: threads made where none may be made. */
    static Stream<String> threads(final JavaClasses classes) {
        return classes.stream()
                .filter(c -> MAY_MAKE_THREADS.stream().noneMatch(home -> isIn(c.getPackageName(), home)))
                .flatMap(c -> c.getAccessesFromSelf().stream())
                .filter(RoomCheck::makesThreads)
                .map(access -> "R8: no thread is made here: " + access.getDescription());
    }

    /** R9: worker code that knows the conductor, or the FDB's writing half. */
    static Stream<String> writers(final JavaClasses classes) {
        return dependencies(classes)
                .filter(use -> WORKER_ROOMS.stream()
                        .anyMatch(home -> isIn(use.getOriginClass().getPackageName(), home)))
                .filter(use -> isIn(target(use).getPackageName(), CONDUCTOR)
                        || target(use).getName().equals("org.jackfield.core.fdb.FdbWriter")
                        || target(use).getName().equals("org.jackfield.core.fdb.FdbAger"))
                .map(use -> "R9: forwarding state is written by the conductor alone: " + use.getDescription());
    }

    /** Forwarding logic among the OSGi components. */
    static Stream<String> hotComponents(final JavaClasses classes) {
        return classes.stream()
                .filter(c -> isIn(c.getPackageName(), "org.jackfield.core.osgi"))
                .filter(c -> c.isAnnotatedWith(HotPath.class)
                        || c.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(HotPath.class)))
                .map(c -> "R1: no forwarding logic (@HotPath) among the components: " + c.getName());
    }

    private static boolean allowed(final Room room, final Dependency use) {
        final JavaClass target = target(use);
        return target.isPrimitive()
                || room.mayUse(use.getOriginClass().getPackageName(), target.getPackageName(), target.getName());
    }

    private static boolean makesThreads(final JavaAccess<?> access) {
        final JavaClass owner = access.getTargetOwner();
        final String name = access.getTarget().getName();
        final boolean threadMade = name.equals("<init>") && owner.isAssignableTo(Thread.class);
        final boolean commonPool = owner.getName().equals("java.util.concurrent.CompletableFuture")
                && name.endsWith("Async")
                && !access.getDescription().contains("java.util.concurrent.Executor");
        return threadMade || commonPool || THREAD_FACTORIES.contains(owner.getName());
    }

    private static Stream<Dependency> dependencies(final JavaClasses classes) {
        return classes.stream().flatMap(c -> c.getDirectDependenciesFromSelf().stream());
    }

    private static JavaClass target(final Dependency use) {
        return use.getTargetClass().getBaseComponentType();
    }

    private static boolean isIn(final String packageName, final String family) {
        return (packageName + ".").startsWith(family + ".");
    }
}
