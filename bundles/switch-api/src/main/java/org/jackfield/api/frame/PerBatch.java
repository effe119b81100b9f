package org.jackfield.api.frame;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@link HotPath} method whose loops run over queues, ports or batches, not over frames: an interface call in such a
 * loop happens once per batch and is legitimate. All other rules of the hot path still hold. Keep loops over frames out of
 * a method marked so.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface PerBatch {}
