package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jackfield.api.fixture.ApiThatUsesLinux;
import org.jackfield.control.fixture.ControlThatTouchesFrames;
import org.jackfield.core.fixture.CoreThatKeepsTheRules;
import org.jackfield.core.fixture.CoreThatKnowsItsComponents;
import org.jackfield.core.fixture.CoreThatReadsFiles;
import org.jackfield.core.fixture.CoreThatUsesOsgi;
import org.jackfield.core.osgi.HotComponent;
import org.jackfield.core.worker.WorkerThatKnowsTheConductor;
import org.jackfield.linux.fixture.LinuxThatKnowsPorts;
import org.jackfield.linux.fixture.LinuxThatUsesJna;
import org.jackfield.port.one.PortThatMakesThreads;
import org.jackfield.port.one.PortThatUsesAnother;
import org.jackfield.steering.one.SteeringThatKnowsPorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomCheckTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                ApiThatUsesLinux.class,
                LinuxThatKnowsPorts.class,
                CoreThatReadsFiles.class,
                CoreThatUsesOsgi.class,
                CoreThatKnowsItsComponents.class,
                PortThatUsesAnother.class,
                ControlThatTouchesFrames.class,
                SteeringThatKnowsPorts.class
            })
    void shouldRefuseAnImportThatTheTableDoesNotAllow(final Class<?> breach) {
        assertTrue(breaches(RoomCheck::imports, breach).size() > 0);
    }

    @Test
    void shouldRefuseJnaOutsideItsRoom() {
        assertEquals(1, breaches(RoomCheck::nativeCode, LinuxThatUsesJna.class).size());
    }

    @Test
    void shouldRefuseEveryWayOfMakingAThread() {
        assertEquals(3, breaches(RoomCheck::threads, PortThatMakesThreads.class).size());
    }

    @Test
    void shouldRefuseAWorkerThatKnowsTheConductor() {
        assertTrue(
                breaches(RoomCheck::writers, WorkerThatKnowsTheConductor.class).size() > 0);
    }

    @Test
    void shouldRefuseForwardingLogicAmongTheComponents() {
        assertEquals(1, breaches(RoomCheck::hotComponents, HotComponent.class).size());
    }

    @Test
    void shouldAcceptWhatTheTableAllows() {
        final List<Function<JavaClasses, Stream<String>>> all = List.of(
                RoomCheck::imports,
                RoomCheck::nativeCode,
                RoomCheck::threads,
                RoomCheck::writers,
                RoomCheck::hotComponents);
        all.forEach(check -> assertEquals(List.of(), breaches(check, CoreThatKeepsTheRules.class)));
    }

    private static List<String> breaches(final Function<JavaClasses, Stream<String>> check, final Class<?> fixture) {
        return check.apply(new ClassFileImporter().importClasses(fixture))
                .distinct()
                .toList();
    }
}
