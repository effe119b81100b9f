package org.jackfield.steering.flows;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
