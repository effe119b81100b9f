package org.jackfield.launcher.lab.live;

import org.jackfield.lab.api.Outcome;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** What goes through the switch of a live trial. */
interface LiveTraffic {

    /** Sends for so long that the switch's code and the hosts' are compiled. */
    void warm(SwitchSpace space, LiveSwitch live) throws BenchException;

    /** Sends what is to be measured; returns all that could be, asked for or not. */
    Outcome measure(SwitchSpace space, LiveSwitch live) throws BenchException;
}
