package org.jackfield.port.stream;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.testkit.contract.PortContractTest;

class GroupPortContractTest extends PortContractTest {
    private final Reactor reactor;

    GroupPortContractTest() throws Exception {
        reactor = new Reactor("test-reactor");
    }

    @Override
    protected Port newPort() {
        return new DgramPort(reactor);
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of("name", "g1", "local", "127.0.0.1:0", "remote", "230.0.0.1:5000"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("local", "127.0.0.1:5000"),
                Map.of("local", "[::1]:0"),
                Map.of("remote", "230.0.0.1:0"),
                Map.of("remote", "[ff15::1]:5000"),
                Map.of("connect", "/tmp/other"),
                Map.of("hello", "VFKT"),
                Map.of("mtu", "70000"),
                Map.of("queues", "2"));
    }

    @Override
    protected void cleanUp() throws IOException {
        reactor.close();
    }
}
