package org.jackfield.port.patch;

import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.contract.PortContractTest;

class PatchPortContractTest extends PortContractTest {
    @Override
    protected Port newPort() {
        return new PatchPort(new PatchPanel());
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of("name", "p1", "bridge", "left", "peer", "p2"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("peer", "p1"),
                Map.of("peer", " "),
                Map.of("mtu", "67"),
                Map.of("mtu", "many"),
                Map.of("queues", "257"),
                Map.of("pear", "p2"));
    }
}
