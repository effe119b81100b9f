package org.jackfield.steering.toeplitz;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
