package org.jackfield.steering.twochoices;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
