package org.jackfield.steering.flowtable;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
