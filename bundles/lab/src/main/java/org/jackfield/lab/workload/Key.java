package org.jackfield.lab.workload;

/**
 * A setting of a kind of workload, as documentation shows it.
 *
 * @param name as in experiment files, for example {@code duration-ms}
 * @param type values it takes, for people: {@code 1 to 256}, or words
 * @param standard what it is when it is not set
 * @param sentence what it does
 */
public record Key(String name, String type, String standard, String sentence) {}
