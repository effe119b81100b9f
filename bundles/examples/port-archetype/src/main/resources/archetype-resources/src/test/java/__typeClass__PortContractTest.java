package ${package};

import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.MemoryPortContractTest;
import org.jackfield.testkit.contract.RecordingHost;

/** What the switch relies on in every port type: the tests are in the base class. */
class ${typeClass}PortContractTest extends MemoryPortContractTest {
    @Override
    protected Port newPort() {
        return new ${typeClass}Port();
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of("name", "${type}1", "address", "10.9.0.9"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("address", ""),
                Map.of("address", "10.9.0"),
                Map.of("address", "10.9.0.256"),
                Map.of("mac", "02:00"),
                Map.of("mac", "01:00:5e:00:00:01"),
                Map.of("mtu", "67"),
                Map.of("queues", "257"));
    }

    /** What waits to be received are answers: so many requests are sent for them. */
    @Override
    protected void bring(final RecordingHost host, final FramePool pool, final int queue, final int frames) {
        for (int i = 0; i < frames; i++) {
            final byte[] request =
                    Frames.from(1, 0xFFFF_FFFF_FFFFL).arp(true, 1, "10.9.0.1", 0, "10.9.0.9").build();
            host.tx(queue).transmit(pool, new int[] {Frames.toMemory(pool, request)}, 0, 1);
        }
    }
}
