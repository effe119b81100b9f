/**
 * The workloads that come with the laboratory: generated ones, put together from parameters that do not depend on each other, and capture
 * files. Bad settings are refused with the key, the value and what is allowed.
 */
@NullMarked
package org.jackfield.lab.workload;

import org.jspecify.annotations.NullMarked;
