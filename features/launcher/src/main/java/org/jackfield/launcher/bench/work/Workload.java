package org.jackfield.launcher.bench.work;

import java.util.List;
import java.util.Map;
import org.jackfield.launcher.bench.rig.BenchException;

/** Something to do to a switch that yields numbers. Stateless. */
public interface Workload {
    /** Its name on the command line. */
    String name();

    /** What it yields. */
    List<Metric> metrics();

    /** How long it takes, about, in seconds. */
    double estimateSeconds(double seconds);

    /** Does it once and puts what it yields, by the names of its metrics. */
    void run(Station station, Map<String, Double> values) throws BenchException;
}
