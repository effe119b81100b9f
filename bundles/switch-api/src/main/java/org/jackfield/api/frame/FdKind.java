package org.jackfield.api.frame;

/** How a descriptor delimits frames, and what stands before each of them. */
public enum FdKind {
    /** A queue of a tun/tap device: one frame a read or write, any number of threads may write. */
    TAP(0),
    /** As {@link #TAP}, each frame behind a struct virtio_net_hdr_v1 (TUNSETVNETHDRSZ {@value FrameLayout#VNET_BYTES}). */
    TAP_VNET(FrameLayout.VNET_BYTES),
    /** A datagram or packet socket: one frame a datagram, any number of threads may write. */
    DATAGRAM(0),
    /** As {@link #DATAGRAM}, each frame behind a struct virtio_net_hdr_v1. */
    DATAGRAM_VNET(FrameLayout.VNET_BYTES),
    /**
     * As {@link #DATAGRAM_VNET}, a packet socket (packet(7)) with PACKET_VNET_HDR_SZ {@value FrameLayout#VNET_BYTES} and
     * PACKET_AUXDATA: the VLAN tag the kernel has taken off a frame is put back as it is read.
     */
    PACKET_VNET(FrameLayout.VNET_BYTES);

    private final int headerBytes;

    FdKind(final int headerBytes) {
        this.headerBytes = headerBytes;
    }

    /** Bytes before the Ethernet header in each read and write: 0 or {@value FrameLayout#VNET_BYTES}. */
    public int headerBytes() {
        return headerBytes;
    }
}
