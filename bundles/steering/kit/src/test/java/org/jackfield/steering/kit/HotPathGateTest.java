package org.jackfield.steering.kit;

import org.jackfield.testkit.rules.HotPathGate;

class HotPathGateTest extends HotPathGate {}
