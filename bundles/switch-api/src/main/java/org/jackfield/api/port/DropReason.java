package org.jackfield.api.port;

/** Why a frame, or one copy of it, did not go on. Every frame received is forwarded or counted under exactly one of these. */
public enum DropReason {
    /** Ingress. */
    TOO_SHORT("too-short", Side.INGRESS, "The frame is shorter than an Ethernet header (14 bytes)."),
    /** Ingress. */
    TRUNCATED("truncated", Side.INGRESS, "The frame did not fit the slot of its port's MTU and was cut by the read."),
    /** Ingress. */
    GROUP_SOURCE("group-source", Side.INGRESS, "The source address is a group address (IEEE 802.3 clause 3.2.3)."),
    /** Ingress. */
    RESERVED_GROUP(
            "reserved-group",
            Side.INGRESS,
            "The destination is one of 01-80-C2-00-00-00 to 0F, which bridges do not forward (IEEE 802.1Q table 8-1)."),
    /** Ingress. */
    BAD_OFFLOAD(
            "bad-offload",
            Side.INGRESS,
            "The virtio-net header of the frame contradicts its bytes, or asks for what does not exist."),
    /** Ingress. */
    SAME_PORT("same-port", Side.INGRESS, "The destination was learned on the port the frame came from."),
    /** Ingress. */
    NO_EGRESS("no-egress", Side.INGRESS, "The frame was to be flooded, but its bridge has no other active port."),
    /** Ingress. */
    HANDOFF_FULL("handoff-full", Side.INGRESS, "The owner's handoff ring was full."),
    /** Ingress. */
    MOVE_OVERFLOW("move-overflow", Side.INGRESS, "Too many frames waited for a bucket that was moving."),
    /** Ingress. */
    PORT_GONE("port-gone", Side.INGRESS, "The ingress port was closed while the frame was in the switch."),
    /** Ingress. */
    STAGE_DROP("stage-drop", Side.INGRESS, "A stage dropped the frame; 'jackfield stage list' shows which drop."),
    /** Ingress. */
    WORKER_LOST(
            "worker-lost",
            Side.INGRESS,
            "The worker that held the frame did not come back from the code of a port or stage."),
    /** Egress. */
    EGRESS_MTU("egress-mtu", Side.EGRESS, "The frame is longer than the egress port's MTU allows."),
    /** Egress. */
    NO_SEGMENT(
            "no-segment",
            Side.EGRESS,
            "No free frame was left for a segment of a frame its egress port cannot take whole."),
    /** Egress. */
    NO_COPY(
            "no-copy",
            Side.EGRESS,
            "No free frame was left for a copy of its own: of a frame that several ports share, or that a stage wanted to send."),
    /** Egress. */
    TX_FULL("tx-full", Side.EGRESS, "The egress queue was full."),
    /** Egress. */
    TX_DOWN("tx-down", Side.EGRESS, "The egress device is administratively down."),
    /** Egress. */
    TX_GONE("tx-gone", Side.EGRESS, "The egress device or port does not exist any more."),
    /** Egress. */
    TX_ERROR("tx-error", Side.EGRESS, "The kernel refused the frame for another reason.");

    /** Which ledger a reason belongs to. */
    public enum Side {
        /** The whole frame was dropped, counted at its ingress port. */
        INGRESS,
        /** One copy was dropped, counted at its egress port. */
        EGRESS
    }

    private final String label;
    private final Side side;
    private final String sentence;

    DropReason(final String label, final Side side, final String sentence) {
        this.label = label;
        this.side = side;
        this.sentence = sentence;
    }

    /** The name in commands, documents and metrics. */
    public String label() {
        return label;
    }

    /** Which ledger it belongs to. */
    public Side side() {
        return side;
    }

    /** One sentence for people. */
    public String sentence() {
        return sentence;
    }
}
