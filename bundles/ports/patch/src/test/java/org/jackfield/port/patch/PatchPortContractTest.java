package org.jackfield.port.patch;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.MemoryPortContractTest;
import org.jackfield.testkit.contract.RecordingHost;

class PatchPortContractTest extends MemoryPortContractTest {
    private PatchPanel panel = new PatchPanel();
    /** The other end, while it is open. */
    private Optional<PatchRig> far = Optional.empty();

    @Override
    protected Port newPort() {
        panel = new PatchPanel();
        return new PatchPort(panel);
    }

    @Override
    protected PortSettings settings() {
        return new PortSettings(Map.of("name", "p1", "bridge", "left", "peer", "p2"));
    }

    @Override
    protected List<Map<String, ?>> badChanges() {
        return List.of(
                Map.of("peer", "p1"),
                Map.of("peer", " "),
                Map.of("mtu", "67"),
                Map.of("mtu", "many"),
                Map.of("queues", "257"),
                Map.of("pear", "p2"));
    }

    @Override
    protected void bring(final RecordingHost host, final FramePool pool, final int queue, final int frames)
            throws PortException {
        if (far.isEmpty()) {
            far = Optional.of(new PatchRig(panel, "p2").open(2, "bridge=right", "peer=p1"));
        }
        final byte[][] all = new byte[frames][];
        Arrays.fill(all, Frames.broadcast(2));
        far.get().send(queue, pool, all);
    }

    @Override
    protected void cleanUp() {
        far.ifPresent(PatchRig::close);
    }
}
