package org.jackfield.port.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.testkit.contract.PortContractTest;

class StreamPortContractTest extends PortContractTest {
    private final Reactor reactor;
    private final Path folder;

    StreamPortContractTest() throws Exception {
        reactor = new Reactor("test-reactor");
        folder = Files.createTempDirectory("stream");
    }

    @Override
    protected Port newPort() {
        return new StreamPort(reactor, new GuestServices(new FakeServices().context()));
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(
                Map.of("name", "s1", "listen", folder.resolve("s1.sock").toString()));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("listen", " "),
                Map.of("listen", "relative.sock"),
                Map.of("listen", "localhost:5000"),
                Map.of("listen", "127.0.0.1:70000"),
                Map.of("listen", "/" + "x".repeat(120)),
                Map.of("connect", "/tmp/other.sock"),
                Map.of("allow", "10.0.0.0/8"),
                Map.of("mode", "0888"),
                Map.of("mtu", "67"),
                Map.of("mtu", "many"),
                Map.of("queues", "2"),
                Map.of("guests", "-1"),
                Map.of("listne", "/tmp/x"));
    }

    @Override
    protected void cleanUp() throws IOException {
        reactor.close();
        Files.deleteIfExists(folder.resolve("s1.sock"));
        Files.delete(folder);
    }
}
