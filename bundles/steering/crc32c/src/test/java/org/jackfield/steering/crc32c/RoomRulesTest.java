package org.jackfield.steering.crc32c;

import org.jackfield.testkit.rules.RoomRules;

class RoomRulesTest extends RoomRules {}
