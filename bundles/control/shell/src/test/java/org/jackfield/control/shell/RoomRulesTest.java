package org.jackfield.control.shell;

import org.jackfield.testkit.rules.RoomRules;

/** The room rules over this module. */
class RoomRulesTest extends RoomRules {}
