package org.jackfield.itest.osgi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the tests of a class inside a Felix framework that runs the shipped features, one framework for the class. */
@ExtendWith(FelixExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface InFelix {
    /** Lines of the switch's own configuration, {@code key = value}. */
    String[] core() default {};
}
