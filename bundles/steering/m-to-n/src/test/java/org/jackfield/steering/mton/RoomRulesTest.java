package org.jackfield.steering.mton;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
