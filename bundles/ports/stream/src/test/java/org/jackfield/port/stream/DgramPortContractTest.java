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

class DgramPortContractTest extends PortContractTest {
    private final Reactor reactor;
    private final Path folder;

    DgramPortContractTest() throws Exception {
        reactor = new Reactor("test-reactor");
        folder = Files.createTempDirectory("dgram");
    }

    @Override
    protected Port newPort() {
        return new DgramPort(reactor);
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of(
                "name",
                "d1",
                "local",
                folder.resolve("near").toString(),
                "remote",
                folder.resolve("far").toString()));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("local", " "),
                Map.of("remote", "relative"),
                Map.of("remote", "127.0.0.1:5000"),
                Map.of("connect", "/tmp/other"),
                Map.of("mode", "rwx"),
                Map.of("mtu", "70000"),
                Map.of("queues", "2"),
                Map.of("lokal", "/tmp/x"));
    }

    @Override
    protected void cleanUp() throws IOException {
        reactor.close();
        Files.deleteIfExists(folder.resolve("near"));
        Files.delete(folder);
    }
}
