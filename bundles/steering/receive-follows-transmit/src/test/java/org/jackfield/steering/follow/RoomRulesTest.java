package org.jackfield.steering.follow;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
