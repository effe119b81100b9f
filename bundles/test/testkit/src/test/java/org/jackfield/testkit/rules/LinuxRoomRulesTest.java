package org.jackfield.testkit.rules;

import java.nio.file.Path;
import org.jackfield.linux.poll.IoEngine;

/** The platform cannot depend on the test kit, so the test kit checks it. */
class LinuxRoomRulesTest extends RoomRules {
    @Override
    protected Path classes() {
        return ClassFiles.homeOf(IoEngine.class);
    }
}
