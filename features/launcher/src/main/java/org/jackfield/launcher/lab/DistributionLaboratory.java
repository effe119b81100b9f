package org.jackfield.launcher.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jackfield.lab.experiment.Kinds;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.PolicyChoice;
import org.jackfield.lab.experiment.Runner;
import org.jackfield.lab.experiment.WorkloadChoice;

/** The laboratory with what this distribution has. One thread. */
final class DistributionLaboratory implements Laboratory {
    @Override
    public Kinds kinds() {
        return new Kinds() {
            @Override
            public List<Kind> workloads() {
                return LiveKinds.all();
            }

            @Override
            public List<String> policies() {
                return List.of();
            }

            @Override
            public Optional<String> fault(final WorkloadChoice choice) {
                return LiveKinds.fault(choice);
            }

            @Override
            public Optional<String> fault(final PolicyChoice choice) {
                return Optional.empty();
            }
        };
    }

    @Override
    public Runner live(final Consumer<String> note) throws LabException {
        throw new LabException("this build has no live laboratory");
    }

    @Override
    public Runner simulated() throws LabException {
        throw new LabException("this build has no simulator");
    }
}
