package org.jackfield.steering.pinned;

import org.jackfield.testkit.rules.HotPathGate;

class HotPathGateTest extends HotPathGate {}
