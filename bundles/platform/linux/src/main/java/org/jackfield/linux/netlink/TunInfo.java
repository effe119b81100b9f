package org.jackfield.linux.netlink;

import java.util.OptionalLong;

/**
 * What the kernel tells about a tun or tap device (IFLA_INFO_DATA of kind tun, linux/if_link.h).
 *
 * @param tap whether it carries Ethernet frames (tap) rather than IP packets (tun)
 * @param packetInfo whether frames carry a four-byte packet information header
 * @param vnetHeader whether frames carry a virtio-net header
 * @param persistent whether it outlives its last descriptor
 * @param multiQueue whether it may have several queues
 * @param queues queues attached now, by any process
 * @param disabledQueues queues detached now whose descriptors are still open
 * @param owner user that may attach, when set
 * @param group group that may attach, when set
 */
public record TunInfo(
        boolean tap,
        boolean packetInfo,
        boolean vnetHeader,
        boolean persistent,
        boolean multiQueue,
        int queues,
        int disabledQueues,
        OptionalLong owner,
        OptionalLong group) {
    private static final int OWNER = 1;
    private static final int GROUP = 2;
    private static final int TYPE = 3;
    private static final int PI = 4;
    private static final int VNET_HDR = 5;
    private static final int PERSIST = 6;
    private static final int MULTI_QUEUE = 7;
    private static final int NUM_QUEUES = 8;
    private static final int NUM_DISABLED_QUEUES = 9;
    private static final int TYPE_TAP = 2;

    static TunInfo parse(final NetlinkAttributes data) throws NetlinkException {
        return new TunInfo(
                data.int8(TYPE, 0) == TYPE_TAP,
                data.int8(PI, 0) != 0,
                data.int8(VNET_HDR, 0) != 0,
                data.int8(PERSIST, 0) != 0,
                data.int8(MULTI_QUEUE, 0) != 0,
                data.int32(NUM_QUEUES, 0),
                data.int32(NUM_DISABLED_QUEUES, 0),
                id(data, OWNER),
                id(data, GROUP));
    }

    private static OptionalLong id(final NetlinkAttributes data, final int type) throws NetlinkException {
        return data.has(type) ? OptionalLong.of(data.int32(type, 0) & 0xFFFF_FFFFL) : OptionalLong.empty();
    }
}
