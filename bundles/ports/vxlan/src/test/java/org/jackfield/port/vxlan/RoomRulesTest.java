package org.jackfield.port.vxlan;

import org.jackfield.testkit.rules.RoomRules;

/** The room rules over this module. */
class RoomRulesTest extends RoomRules {}
