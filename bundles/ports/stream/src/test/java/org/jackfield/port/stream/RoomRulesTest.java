package org.jackfield.port.stream;

import org.jackfield.testkit.rules.RoomRules;

/** The room rules over this module. */
class RoomRulesTest extends RoomRules {}
