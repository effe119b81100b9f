package org.jackfield.port.tap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.GuestNamespace;
import org.jackfield.testkit.contract.PortContractTest;
import org.junit.jupiter.api.Tag;

@Tag("netns")
class TapPortContractTest extends PortContractTest {
    private final String device = GuestNamespace.unique("c");

    @Override
    protected Port newPort() {
        return new TapPort();
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of("name", "vm1", "device", device, "addresses", "10.9.78.1/32"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("mtu", "67"),
                Map.of("mac", "01:00:00:00:00:00"),
                Map.of("addresses", "10.9.78.1"),
                Map.of("guest-name", "eth0"),
                Map.of("mut", "1500"),
                Map.of("device", "a/b", "mtu", "9000"));
    }

    @Override
    protected void cleanUp() throws Exception {
        assertTrue(GuestNamespace.ownLink(device).isEmpty(), "device " + device + " was left behind");
    }
}
