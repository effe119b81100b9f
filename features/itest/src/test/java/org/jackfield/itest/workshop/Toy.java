package org.jackfield.itest.workshop;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bundle to be made from the toy port type, sound unless told how to break. The source is the resource {@code ToyPort.java};
 * its lines with an at sign are the places where code goes.
 *
 * @param bundle symbolic name
 * @param version bundle version
 * @param type the port type it offers
 * @param code statements by place
 * @param headers manifest headers that replace what the tool works out
 * @param replaced text of the source and what comes in its place
 */
public record Toy(
        String bundle,
        String version,
        String type,
        Map<String, String> code,
        Map<String, String> headers,
        Map<String, String> replaced) {
    /** A sound toy of type {@code toy}, version 1.0.0. */
    public static Toy sound() {
        return new Toy("org.jackfield.example.toy", "1.0.0", "toy", Map.of(), Map.of(), Map.of());
    }

    /** With another symbolic name. */
    public Toy named(final String name) {
        return new Toy(name, version, type, code, headers, replaced);
    }

    /** In another version. */
    public Toy version(final String other) {
        return new Toy(bundle, other, type, code, headers, replaced);
    }

    /** Offering another port type. */
    public Toy offering(final String other) {
        return new Toy(bundle, version, other, code, headers, replaced);
    }

    /** With statements at a place: activate, modified, open, setQueues, reconfigure, details, close, receive, wakeFd, transmit. */
    public Toy at(final String place, final String statements) {
        return new Toy(bundle, version, type, with(code, place, statements), headers, replaced);
    }

    /** Throwing an exception at a place. */
    public Toy throwing(final String place, final String message) {
        return at(place, "if (true) throw new IllegalStateException(\"" + message + "\");");
    }

    /** Throwing an exception at a place until the port has been opened again after this many failures. */
    public Toy throwing(final String place, final String message, final int times) {
        return at(place, "if (opens.get() <= " + times + ") throw new IllegalStateException(\"" + message + "\");");
    }

    /** With a manifest header of its own. */
    public Toy header(final String name, final String value) {
        return new Toy(bundle, version, type, code, with(headers, name, value), replaced);
    }

    /** With other text in place of some of the source. */
    public Toy replacing(final String text, final String other) {
        return new Toy(bundle, version, type, code, headers, with(replaced, text, other));
    }

    /** Needing a package nobody has. */
    public Toy needing(final String missingPackage) {
        return header("Import-Package", missingPackage + ";version=\"[1,2)\",*");
    }

    /** Built against another version of the port SPI. */
    public Toy builtAgainst(final String range) {
        return header("Import-Package", "org.jackfield.api.port;version=\"" + range + "\",*");
    }

    /** With a bundle activator whose start throws. */
    public Toy startThrowing(final String message) {
        return header("Bundle-Activator", "org.jackfield.example.toy.ToyPort$Starter")
                .replacing(
                        "    private final class Queue",
                        "    public static final class Starter implements org.osgi.framework.BundleActivator {\n"
                                + "        public void start(org.osgi.framework.BundleContext context) {\n"
                                + "            throw new IllegalStateException(\"" + message + "\");\n"
                                + "        }\n"
                                + "        public void stop(org.osgi.framework.BundleContext context) {}\n"
                                + "    }\n\n"
                                + "    private final class Queue");
    }

    /** Without the method that takes a changed configuration. */
    public Toy forgetfulOfChanges() {
        return replacing("    @Modified\n", "");
    }

    private static Map<String, String> with(final Map<String, String> map, final String key, final String value) {
        final TreeMap<String, String> copy = new TreeMap<>(map);
        copy.put(key, value);
        return Collections.unmodifiableMap(copy);
    }
}
