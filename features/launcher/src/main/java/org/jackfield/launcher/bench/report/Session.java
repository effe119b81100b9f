package org.jackfield.launcher.bench.report;

import java.util.Map;
import java.util.Optional;
import org.jackfield.lab.experiment.Quiet;

/**
 * One device under test, brought up once and put through all workloads.
 *
 * @param dut its name
 * @param repetition from 1
 * @param tries how often this repetition was made; what is here is the quietest
 * @param quiet how quiet the machine was
 * @param failure why numbers are missing, in words; nothing when none are
 * @param values by the names of metrics
 */
public record Session(
        String dut, int repetition, int tries, Quiet quiet, Optional<String> failure, Map<String, Double> values) {}
