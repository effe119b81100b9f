package org.jackfield.port.pcap;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.PortContractTest;
import org.jackfield.testkit.pcap.Capture;
import org.junit.jupiter.api.io.TempDir;

class ReplayPortContractTest extends PortContractTest {
    @TempDir
    Path folder;

    @Override
    protected Port newPort() {
        return new PcapPort();
    }

    @Override
    protected PortSettings settings() throws Exception {
        final byte[] frame = Frames.unicast(1, 2);
        final Path file = Files.write(
                folder.resolve("p1.pcap"),
                Capture.pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2_C3D4, 1)
                        .record(0, 0, frame.length, frame)
                        .array());
        return new PortSettings(
                Map.of("name", "p1", "mode", "replay", "file", file.toString(), "start-delay", "3600000"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("file", ""),
                Map.of("file", "p1.pcap"),
                Map.of("speed", "fast"),
                Map.of("speed", "0"),
                Map.of("loops", "-1"),
                Map.of("loop-gap", "many"),
                Map.of("start-delay", "-1"),
                Map.of("mac-map", "02:00:00:00:00:01"),
                Map.of("ip-map", "10.0.0.1=fd00::1"),
                Map.of("snap-length", "96"),
                Map.of("queues", "-1"));
    }
}
