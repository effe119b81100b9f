package org.jackfield.steering.leastloaded;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
