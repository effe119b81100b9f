package org.jackfield.port.packet;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.GuestNamespace;
import org.jackfield.testkit.contract.PortContractTest;
import org.junit.jupiter.api.Tag;

@Tag("netns")
class PacketPortContractTest extends PortContractTest {
    private final GuestNamespace guest;

    PacketPortContractTest() throws IOException {
        guest = new GuestNamespace();
        guest.ip("link add up0 type veth peer name peer0");
        guest.ip("link set up0 up");
        guest.ip("link set peer0 up");
    }

    @Override
    protected Port newPort() {
        return new PacketPort();
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of("name", "vm1", "device", "up0", "netns", guest.name()));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("device", "a/b"),
                Map.of("device", "a-name-of-16-byt"),
                Map.of("netns", "a/b"),
                Map.of("promiscuous", "maybe"),
                Map.of("offload", "some"),
                Map.of("receive-buffer", "1000"),
                Map.of("kernel-steering", "on"),
                Map.of("mtu", "1500"));
    }

    @Override
    protected void cleanUp() throws Exception {
        guest.close();
    }
}
