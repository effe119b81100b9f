package org.jackfield.steering.elephant;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
