package org.jackfield.steering.roundrobin;

import org.jackfield.testkit.rules.HotPathGate;

class HotPathGateTest extends HotPathGate {}
