package org.jackfield.steering.pinned;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
