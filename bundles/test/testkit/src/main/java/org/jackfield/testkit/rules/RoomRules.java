package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The rules about who may import whom, over the classes of one module. */
@Tag("once")
public abstract class RoomRules {
    /** The compiled classes to check: a folder or a jar. The module's own unless overridden. */
    protected Path classes() {
        return Path.of("target", "classes");
    }

    /** One test for each rule. */
    @TestFactory
    Stream<DynamicTest> rooms() throws IOException {
        final JavaClasses classes = read(classes());
        assertFalse(classes.isEmpty(), () -> "no classes in " + classes());
        return Stream.of(
                rule("R1, R13: rooms import what the table allows", RoomCheck::imports, classes),
                rule("R1: components hold no forwarding logic", RoomCheck::hotComponents, classes),
                rule("R4: JNA stays in its room", RoomCheck::nativeCode, classes),
                rule("R8: threads are made where the rule says", RoomCheck::threads, classes),
                rule("R9: workers know no writer of forwarding state", RoomCheck::writers, classes));
    }

    private static JavaClasses read(final Path home) throws IOException {
        if (Files.isDirectory(home)) {
            return new ClassFileImporter().importPath(home);
        }
        try (JarFile jar = new JarFile(home.toFile())) {
            return new ClassFileImporter().importJar(jar);
        }
    }

    private static DynamicTest rule(
            final String name, final Function<JavaClasses, Stream<String>> check, final JavaClasses classes) {
        return DynamicTest.dynamicTest(name, () -> {
            final String breaches = check.apply(classes).distinct().sorted().collect(Collectors.joining("\n"));
            if (!breaches.isEmpty()) {
                fail("\n" + breaches);
            }
        });
    }
}
