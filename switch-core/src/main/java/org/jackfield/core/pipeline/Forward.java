package org.jackfield.core.pipeline;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.MacAddress;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.view.ForwardingView;

/** Looks destinations up: one egress, flood, or drop (IEEE 802.1Q-2022 clause 8.6). */
@HotPath
final class Forward {
    private final FdbTable table;

    Forward(final FdbTable table) {
        this.table = table;
    }

    void run(final FrameBatch batch, final int fid, final ForwardingView view) {
        for (int i = 0; i < batch.count; i++) {
            if (batch.egress[i] == Decision.NONE) {
                final long dst = batch.dst[i];
                batch.egress[i] =
                        (dst & MacAddress.GROUP_BIT) != 0 ? Decision.FLOOD : unicast(fid, dst, batch.ingressPort, view);
            }
        }
    }

    private int unicast(final int fid, final long dst, final int ingress, final ForwardingView view) {
        final int index = table.find(FdbTable.key(fid, dst));
        if (index < 0) {
            return Decision.FLOOD;
        }
        final long value = table.value(index);
        final int port = FdbTable.port(value);
        if (value == 0 || !view.has(port, FdbTable.generation(value))) {
            return Decision.FLOOD;
        }
        return port == ingress ? Decision.SAME_PORT : port;
    }
}
