/** Who owns which bucket, and how buckets change hands without reordering a flow. */
@NullMarked
package org.jackfield.core.steering;

import org.jspecify.annotations.NullMarked;
