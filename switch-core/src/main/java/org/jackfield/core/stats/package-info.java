/** Counters and ledgers. */
@NullMarked
package org.jackfield.core.stats;

import org.jspecify.annotations.NullMarked;
