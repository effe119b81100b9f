/** What was measured, summed up: medians with intervals, ratios, and documents for people and programs. */
package org.jackfield.launcher.bench.report;
