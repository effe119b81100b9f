package org.jackfield.lab;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
