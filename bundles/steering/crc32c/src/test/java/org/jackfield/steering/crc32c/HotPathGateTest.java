package org.jackfield.steering.crc32c;

import org.jackfield.testkit.rules.HotPathGate;

class HotPathGateTest extends HotPathGate {}
