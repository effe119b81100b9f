package org.jackfield.port.pcap;

import org.jackfield.testkit.rules.RoomRules;

/** The room rules over this module. */
class RoomRulesTest extends RoomRules {}
