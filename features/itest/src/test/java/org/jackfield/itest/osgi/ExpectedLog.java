package org.jackfield.itest.osgi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Warnings and errors that a test provokes; any other fails it. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ExpectedLog {
    /** A pattern that is found in each of them. */
    String value();
}
