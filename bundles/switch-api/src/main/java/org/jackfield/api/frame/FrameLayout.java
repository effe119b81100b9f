package org.jackfield.api.frame;

/**
 * Offsets inside a frame slot, in bytes from the start of the slot. A slot is a descriptor, headroom and data:
 *
 * <pre>
 *   0            64                    180         192 = DATA
 *   | descriptor | headroom            | vnet hdr  | Ethernet header, payload ...
 * </pre>
 *
 * All fields are big-endian, as the region buffers are: bytes of a frame and fields of its descriptor are read alike.
 * The 12 bytes directly before the Ethernet header belong to the virtio-net header (struct virtio_net_hdr_v1), so that a
 * kernel read of header and frame into one contiguous buffer needs no copy.
 */
public final class FrameLayout {
    /** Bytes of the frame from the first byte of the Ethernet header, without FCS; int. */
    public static final int LENGTH = 0;
    /** Offset of the Ethernet header from the start of the slot; short. {@link #DATA} unless a tag was pushed or popped. */
    public static final int DATA_OFFSET = 4;
    /** Bits such as {@link #HAS_VNET}; short. All clear in a frame just allocated. */
    public static final int FLAGS = 6;
    /**
     * Flag: the {@link #VNET_BYTES} bytes before the Ethernet header, wherever that begins, are a valid virtio-net header. Without
     * it those bytes are void, and the frame is complete: nothing is left to the receiver.
     */
    public static final int HAS_VNET = 1;
    /**
     * Flag of the switch itself: the header has been checked, and what it leaves to do is noted in
     * {@link #VNET_PARSED}. Whoever hands a
     * frame to the switch leaves it clear.
     */
    public static final int UNFINISHED = 2;
    /** References to this slot; a plain int, touched only by the worker that owns the frame. */
    public static final int REF_COUNT = 8;
    /** Dense index of the port the frame came in by; short. */
    public static final int INGRESS_PORT = 12;
    /** Generation of that port when the frame came in; short. */
    public static final int GENERATION = 14;
    /** Symmetric flow hash, see {@link FlowHash}; int. */
    public static final int FLOW_HASH = 16;
    /** Outermost 802.1Q tag control information, 0 when untagged; short. */
    public static final int VLAN_TCI = 20;
    /** EtherType behind the tags; short. */
    public static final int ETHER_TYPE = 22;
    /** Offset of the network header from the Ethernet header, 0 when unknown; short. */
    public static final int L3_OFFSET = 24;
    /** Offset of the transport header from the Ethernet header, 0 when unknown; short. */
    public static final int L4_OFFSET = 26;
    /** Serial of the steering transition whose commit this frame must wait for, or another value; int. */
    public static final int PARK_SERIAL = 28;
    /** What the virtio-net header of an {@link #UNFINISHED} frame says, parsed by the switch; 12 bytes. */
    public static final int VNET_PARSED = 32;
    /**
     * Why the frame that this one is a copy of was dropped: ordinal of {@link org.jackfield.api.port.DropReason} plus 1; 0 in all other
     * frames; short.
     */
    public static final int DROP_REASON = 44;
    /** Receive time, sampled, System.nanoTime; long. */
    public static final int RX_TIME_NS = 48;

    /** Bytes of the descriptor. */
    public static final int DESCRIPTOR_BYTES = 64;
    /** Bytes of headroom between descriptor and data. */
    public static final int HEADROOM_BYTES = 128;
    /** Where the Ethernet header is after a receive. */
    public static final int DATA = DESCRIPTOR_BYTES + HEADROOM_BYTES;
    /** Bytes of struct virtio_net_hdr_v1. */
    public static final int VNET_BYTES = 12;
    /** Where that header is after a receive. */
    public static final int VNET = DATA - VNET_BYTES;

    /** Bytes of an Ethernet header without tags. */
    public static final int ETHERNET_BYTES = 14;
    /** Bytes of two 802.1Q tags, the most a frame may carry beyond its port's MTU. */
    public static final int TAGS_BYTES = 8;

    /** Size class of slots for frames up to an MTU of {@link #SMALL_MTU}. */
    public static final int SMALL = 0;
    /** Size class of slots for any frame up to an MTU of 65521. */
    public static final int LARGE = 1;
    /** Number of size classes. */
    public static final int SIZE_CLASSES = 2;
    /** Greatest MTU whose frames fit a small slot, two tags included. */
    public static final int SMALL_MTU = 1900;

    /** Bytes from one small slot to the next: 35 cache lines, odd so that slot heads do not share cache sets. */
    public static final int SMALL_STRIDE = 35 * 64;
    /** Bytes from one large slot to the next: 1031 cache lines, odd for the same reason. */
    public static final int LARGE_STRIDE = 1031 * 64;

    private FrameLayout() {}

    /** Bytes of data a slot of a size class can hold. */
    public static int capacity(final int sizeClass) {
        return (sizeClass == SMALL ? SMALL_STRIDE : LARGE_STRIDE) - DATA;
    }

    /** The size class whose slots hold every frame of a port with this MTU, two tags included. */
    public static int sizeClassForMtu(final int mtu) {
        return mtu <= SMALL_MTU ? SMALL : LARGE;
    }
}
