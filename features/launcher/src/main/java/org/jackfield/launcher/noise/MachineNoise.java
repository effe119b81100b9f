package org.jackfield.launcher.noise;

import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Noise;

/** What others do on this machine. One thread. */
public final class MachineNoise implements Noise {
    private static final int LOOKS = 5;
    private static final long LOOK_MS = 300;

    @Override
    public Watch watch() throws LabException {
        try {
            final double beforePct = MachineWatch.awaitQuiet(LOOKS, LOOK_MS);
            final MachineWatch begun = MachineWatch.start();
            return () -> begun.stop(beforePct);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LabException("stopped", stopped);
        }
    }
}
