package org.jackfield.port.pcap.files;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
