package org.jackfield.itest.osgi;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Traffic;
import org.jackfield.itest.log.RecordingLog;
import org.jackfield.itest.workshop.Workshop;
import org.jackfield.testkit.MemoryPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.spi.DefaultExamSystem;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Runs JUnit 5 tests inside Pax Exam's native container. The test classes become a bundle of their own, the probe; each method
 * that Jupiter would call is called on an instance from the probe instead, whose fields with {@code @Inject} are services.
 * Pax Exam itself has no driver for JUnit 5.
 */
public final class FelixExtension
        implements BeforeAllCallback, AfterAllCallback, AfterEachCallback, InvocationInterceptor {
    private static final long SERVICE_MS = 10_000;
    private static final int TESTKIT_LEVEL = 1;
    private static final ExtensionContext.Namespace KEYS = ExtensionContext.Namespace.create(FelixExtension.class);

    /** System property with the start levels of the features' bundles. */
    static final String LEVELS = "jackfield.itest.levels";

    private static final String[] SHARED_PACKAGES = {
        "org.osgi.service.cm;version=1.6.1",
        "org.osgi.service.log;version=1.5.0",
        "org.junit.jupiter.api",
        "org.junit.jupiter.api.extension",
        "org.junit.jupiter.api.function",
        "org.opentest4j",
        "jakarta.inject",
        "org.jackfield.launcher.traffic",
        "aQute.bnd.osgi",
        "org.objectweb.asm",
        "org.jackfield.itest.log"
    };

    private Path folder;
    private ExamSystem system;
    private TestContainer container;
    private Bundle probe;

    @Override
    public void beforeAll(final ExtensionContext context) throws Exception {
        System.setProperty("pax.exam.osgi.unresolved.fail", "true");
        folder = Files.createTempDirectory("jitfelix");
        final ShippedFeatures features = ShippedFeatures.read(
                folder,
                context.getRequiredTestClass().getAnnotation(InFelix.class).core());
        final Path testkit = new Workshop(folder).library("itest.testkit", MemoryPort.class);
        system = DefaultExamSystem.create(new Option[] {
            composite(features.options()),
            bundle(testkit.toUri().toString()).startLevel(TESTKIT_LEVEL),
            systemPackages(SHARED_PACKAGES),
            systemProperty(LEVELS).value(features.levels().toString()),
            systemProperty(Traffic.CLASS_PATH).value(Traffic.classPath()),
            systemProperty(Workshop.CLASS_PATH).value(Workshop.classPath())
        });
        container = PaxExamRuntime.createContainer(system).start();
        listen(framework().getBundleContext());
        probe = framework().getBundleContext().getBundle(installProbe(context.getRequiredTestClass()));
    }

    private long installProbe(final Class<?> tests) throws IOException {
        final TestProbeBuilder builder = system.createProbe();
        for (final Method method : tests.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                builder.addTest(tests, method.getName());
            }
        }
        builder.setHeader("Import-Package", "org.jackfield.itest.log");
        builder.setHeader("DynamicImport-Package", "*");
        try (InputStream stream = builder.build().getStream()) {
            final long id = container.install(stream);
            if (id < 0) {
                throw new IllegalStateException("the framework refused the probe bundle");
            }
            return id;
        }
    }

    private static void listen(final BundleContext context) {
        context.addFrameworkListener(event -> {
            if (event.getType() == FrameworkEvent.ERROR || event.getType() == FrameworkEvent.WARNING) {
                RecordingLog.record("framework, bundle " + event.getBundle() + ": " + event.getThrowable());
            }
        });
        final ServiceReference<LogReaderService> reference = context.getServiceReference(LogReaderService.class);
        if (reference != null) {
            final LogReaderService reader = context.getService(reference);
            reader.addLogListener(FelixExtension::record);
            Collections.list(reader.getLog()).forEach(FelixExtension::record);
        }
    }

    private static void record(final LogEntry entry) {
        if (entry.getLogLevel() == LogLevel.WARN || entry.getLogLevel() == LogLevel.ERROR) {
            RecordingLog.record(entry.getBundle() + ": " + entry.getMessage() + " " + entry.getException());
        }
    }

    private Bundle framework() {
        return ((NativeTestContainer) container).getSystemBundle();
    }

    @Override
    public void afterAll(final ExtensionContext context) throws IOException {
        if (container != null) {
            container.stop();
            system.clear();
        }
        if (folder != null) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(each -> each.toFile().delete());
            }
        }
    }

    /** A warning or error fails the test. */
    @Override
    public void afterEach(final ExtensionContext context) {
        final List<String> unexpected = RecordingLog.takeUnexpected();
        if (!unexpected.isEmpty()) {
            throw new AssertionError("logged unexpectedly:\n" + String.join("\n", unexpected));
        }
    }

    @Override
    public void interceptBeforeEachMethod(
            final Invocation<Void> invocation,
            final ReflectiveInvocationContext<Method> method,
            final ExtensionContext context)
            throws Throwable {
        callInside(invocation, method, context);
    }

    @Override
    public void interceptTestMethod(
            final Invocation<Void> invocation,
            final ReflectiveInvocationContext<Method> method,
            final ExtensionContext context)
            throws Throwable {
        callInside(invocation, method, context);
    }

    @Override
    public void interceptAfterEachMethod(
            final Invocation<Void> invocation,
            final ReflectiveInvocationContext<Method> method,
            final ExtensionContext context)
            throws Throwable {
        callInside(invocation, method, context);
    }

    private void callInside(
            final Invocation<Void> invocation,
            final ReflectiveInvocationContext<Method> method,
            final ExtensionContext context)
            throws Throwable {
        invocation.skip();
        final Object test = context.getStore(KEYS)
                .getOrComputeIfAbsent(
                        context.getUniqueId(),
                        key -> instance(method.getTargetClass().getName()));
        final Method inside = declared(test.getClass(), method.getExecutable().getName());
        inside.setAccessible(true);
        try {
            inside.invoke(test);
        } catch (final InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static Method declared(final Class<?> type, final String name) throws NoSuchMethodException {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (final Method method : each.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 0) {
                    return method;
                }
            }
        }
        throw new NoSuchMethodException(type.getName() + "." + name);
    }

    private Object instance(final String type) {
        try {
            probe.start();
            final var constructor = probe.loadClass(type).getDeclaredConstructor();
            constructor.setAccessible(true);
            final Object test = constructor.newInstance();
            for (final Field field : test.getClass().getDeclaredFields()) {
                if (field.isAnnotationPresent(Inject.class)) {
                    field.setAccessible(true);
                    field.set(test, service(field.getType()));
                }
            }
            return test;
        } catch (final ReflectiveOperationException | BundleException | InterruptedException cannot) {
            throw new IllegalStateException("cannot make " + type + " inside the framework", cannot);
        }
    }

    private Object service(final Class<?> type) throws InterruptedException {
        final BundleContext context = probe.getBundleContext();
        if (type == BundleContext.class) {
            return context;
        }
        final ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        final Object service = tracker.waitForService(SERVICE_MS);
        if (service == null) {
            throw new IllegalStateException("no service " + type.getName() + " within " + SERVICE_MS + " ms");
        }
        return service;
    }
}
