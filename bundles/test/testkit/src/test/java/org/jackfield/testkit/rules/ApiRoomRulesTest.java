package org.jackfield.testkit.rules;

import java.nio.file.Path;
import org.jackfield.api.port.Port;

/** The API cannot depend on the test kit, so the test kit checks it. */
class ApiRoomRulesTest extends RoomRules {
    @Override
    protected Path classes() {
        return ClassFiles.homeOf(Port.class);
    }
}
