package org.jackfield.stage.mirror;

import java.util.List;
import java.util.Map;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.testkit.contract.StageContractTest;

class MirrorContractTest extends StageContractTest {
    @Override
    protected Stage newStage() {
        return new MirrorStage();
    }

    @Override
    protected StageSettings settings() {
        return new StageSettings(Map.of(
                "name",
                "m1",
                "to",
                "probe",
                "ports",
                "vm1, vm2:rx, vm3:tx",
                "vlan",
                "0,5,7",
                "drops",
                "yes",
                "filter",
                "not (port 53 or host 10.0.0.3 or src net 2001:db8::/127)"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("to", ""),
                Map.of("to", "vm1"),
                Map.of("to", "vm3"),
                Map.of("ports", ""),
                Map.of("bridge", "br0"),
                Map.of("ports", "vm1:up"),
                Map.of("ports", ":rx"),
                Map.of("direction", "in"),
                Map.of("vlan", "4095"),
                Map.of("vlan", "x"),
                Map.of("filter", "host"),
                Map.of("sample", "0"),
                Map.of("drops", "maybe"));
    }
}
