package org.jackfield.steering.adaptive;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
