package org.jackfield.lab.inspect;

/** By what the order of a flow's frames is told. */
public enum Heuristic {
    /** Sequence numbers of TCP. */
    TCP("tcp"),
    /** Sequence numbers of RTP. */
    RTP("rtp"),
    /** The identification of IPv4, counted up by the sender. */
    IP_ID("ip-id"),
    /** It cannot be told. */
    NONE("none");

    private final String word;

    Heuristic(final String word) {
        this.word = word;
    }

    /** Its word in tables and JSON. */
    public String word() {
        return word;
    }
}
