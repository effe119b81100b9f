package org.jackfield.steering.roundrobin;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
