package org.jackfield.steering.kit;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
