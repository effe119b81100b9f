package org.jackfield.steering.flowlet;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
