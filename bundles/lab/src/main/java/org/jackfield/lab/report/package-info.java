/** What results say: medians with intervals, verdicts, comparisons of runs, and documents for people and programs. */
@NullMarked
package org.jackfield.lab.report;

import org.jspecify.annotations.NullMarked;
