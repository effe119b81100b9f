package org.jackfield.steering.spray;

import org.jackfield.testkit.rules.HotPathGate;

class HotPathGateTest extends HotPathGate {}
