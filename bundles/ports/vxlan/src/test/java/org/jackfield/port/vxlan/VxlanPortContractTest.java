package org.jackfield.port.vxlan;

import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.contract.PortContractTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("netns")
class VxlanPortContractTest extends PortContractTest {
    @RegisterExtension
    static final UnderlayLab lab = new UnderlayLab();

    @Override
    protected Port newPort() {
        return new VxlanPort(new Underlay());
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of(
                "name", "v1", "vni", "42", "netns", lab.name(), "local", "10.1.0.1", "remotes", "10.1.0.2,10.1.0.3"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("vni", "16777216"),
                Map.of("vni", " "),
                Map.of("remotes", "host.example"),
                Map.of("remotes", "10.1.0.2,10.1.0.2"),
                Map.of("remotes", "10.1.0.2,fd01::1"),
                Map.of("remotes", "10.1.0.1"),
                Map.of("remotes", " "),
                Map.of("local", "fd01::1"),
                Map.of("port", "65536"),
                Map.of("accept", "all"),
                Map.of("mtu", "67"),
                Map.of("source-ports", "4700-4800"),
                Map.of("source-ports", "1-1000"),
                Map.of("ttl", "0"),
                Map.of("queues", "65"),
                Map.of("remote", "10.1.0.2"));
    }
}
