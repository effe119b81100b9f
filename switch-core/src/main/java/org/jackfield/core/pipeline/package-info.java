/** The stages a batch goes through on the worker that owns its flows. */
@NullMarked
package org.jackfield.core.pipeline;

import org.jspecify.annotations.NullMarked;
