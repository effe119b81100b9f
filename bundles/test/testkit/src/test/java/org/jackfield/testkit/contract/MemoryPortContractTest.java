package org.jackfield.testkit.contract;

import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.MemoryPort;

class MemoryPortContractTest extends PortContractTest {
    @Override
    protected Port newPort() {
        return new MemoryPort();
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of(PortSettings.NAME, "m1"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(Map.of("mtu", "67"), Map.of("mtu", "many"));
    }
}
