package org.jackfield.port.vxlan;

/** What a VXLAN port counts besides the frames the switch counts. A received datagram that is no frame of the port is in exactly one. */
enum VxlanCount {
    /** Received. */
    SHORT("bad-short", "Datagrams shorter than a VXLAN header."),
    /** Received. */
    FLAGS("bad-flags", "Datagrams whose I flag is not set (RFC 7348 section 5)."),
    /** Received. */
    OTHER_VNI("bad-vni", "Datagrams of a VNI that no port of this switch has."),
    /** Received. */
    STRANGER("bad-source", "Datagrams from VTEPs that are not in 'remotes'."),
    /** Received. */
    INNER_SHORT("bad-inner", "Datagrams whose frame is shorter than an Ethernet header."),
    /** Received. */
    TOO_LONG("bad-length", "Datagrams longer than the port's frame slots."),
    /** Received. */
    MOVED("moved", "Addresses that moved to another VTEP."),
    /** Received. */
    NOT_LEARNED("not-learned", "Frames whose address was not learned because the table was full."),
    /** Sent. */
    NO_ROOM("lost-no-room", "Copies not sent because the kernel had no room."),
    /** Sent. */
    PATH_MTU("lost-path-mtu", "Copies not sent because they are longer than the path takes."),
    /** Sent. */
    UNREACHABLE("lost-unreachable", "Copies not sent because there is no way to the VTEP."),
    /** Sent. */
    REFUSED("lost-refused", "Copies the kernel refused for another reason."),
    /** Sent. */
    NOBODY("lost-nobody", "Frames for which no VTEP is known.");

    /** How many there are. */
    static final int COUNT = values().length;

    private final String label;
    private final String sentence;

    VxlanCount(final String label, final String sentence) {
        this.label = label;
        this.sentence = sentence;
    }

    /** The name in details and documents. */
    String label() {
        return label;
    }

    /** One sentence for people. */
    String sentence() {
        return sentence;
    }
}
