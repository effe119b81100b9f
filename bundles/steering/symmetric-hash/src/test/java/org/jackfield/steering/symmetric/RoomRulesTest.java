package org.jackfield.steering.symmetric;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
