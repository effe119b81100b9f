package org.jackfield.api.frame;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class or method that runs for every batch or frame on a worker. The bytecode gate of the test kit checks all
 * methods of a marked class; of a marked method also those of the same class that it reaches. It refuses
 *
 * <ul>
 *   <li>allocation: objects, arrays, lambdas, string building, boxing, {@code values()}, {@code clone()}, buffer views;
 *   <li>locks and {@code throw};
 *   <li>{@code java.util} (but atomics, {@code LockSupport} and {@code Arrays.fill}), functional interfaces that take or
 *       return objects, loggers, JNA's {@code Pointer};
 *   <li>interface calls inside loops, unless the method is marked {@link PerBatch}.
 * </ul>
 *
 * <p>Exempt are constructors, static methods that return an object of their own class, static initialisers,
 * {@code toString}, methods whose name starts with {@code slowPath}, what an {@code assert} itself compiles to, and methods
 * of the class that are called from {@code assert} only. A message built in an assert is not exempt: let the asserted
 * condition be a helper that throws its own AssertionError.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface HotPath {}
