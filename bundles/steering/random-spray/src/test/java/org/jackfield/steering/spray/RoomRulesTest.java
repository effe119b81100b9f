package org.jackfield.steering.spray;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
