package org.jackfield.port.pcap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.contract.PortContractTest;
import org.junit.jupiter.api.io.TempDir;

class RecordPortContractTest extends PortContractTest {
    @TempDir
    Path folder;

    @Override
    protected Port newPort() {
        return new PcapPort();
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(
                Map.of("name", "p1", "file", folder.resolve("p1.pcapng").toString(), "buffer-size", "1"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("file", " "),
                Map.of("file", "p1.pcapng"),
                Map.of("file", "/"),
                Map.of("mode", "both"),
                Map.of("snap-length", "13"),
                Map.of("file-size", "-1"),
                Map.of("files", "0"),
                Map.of("overwrite", "perhaps"),
                Map.of("buffer-size", "257"),
                Map.of("offload", "auto"),
                Map.of("queues", "257"),
                Map.of("speed", "full"),
                Map.of("fil", "x"));
    }
}
