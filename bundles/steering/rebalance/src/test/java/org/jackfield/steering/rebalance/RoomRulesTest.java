package org.jackfield.steering.rebalance;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
