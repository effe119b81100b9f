package org.jackfield.stage.mirror;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
