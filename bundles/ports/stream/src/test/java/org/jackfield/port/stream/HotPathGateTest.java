package org.jackfield.port.stream;

import org.jackfield.testkit.rules.HotPathGate;

/** The bytecode gate over the hot paths of this module. */
class HotPathGateTest extends HotPathGate {}
