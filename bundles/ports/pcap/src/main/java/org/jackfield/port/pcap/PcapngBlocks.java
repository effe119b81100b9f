package org.jackfield.port.pcap;

/** Numbers of the pcapng format (draft-ietf-opsawg-pcapng), version 1.0: block types, options, and sizes in bytes. */
final class PcapngBlocks {
    /** Section Header Block; reads the same in both byte orders. */
    static final int SECTION = 0x0A0D_0D0A;
    /** Interface Description Block. */
    static final int INTERFACE = 1;
    /** Packet Block, obsolete. */
    static final int PACKET = 2;
    /** Simple Packet Block. */
    static final int SIMPLE_PACKET = 3;
    /** Interface Statistics Block. */
    static final int STATISTICS = 5;
    /** Enhanced Packet Block. */
    static final int ENHANCED_PACKET = 6;

    /** Second field of a section, in the byte order of all that follows. */
    static final int BYTE_ORDER = 0x1A2B_3C4D;
    /** Type and length before the body of a block. */
    static final int HEAD_BYTES = 8;
    /** The length once more behind it. */
    static final int TAIL_BYTES = 4;
    /** Body of a section before its options: byte order, version, length of the section. */
    static final int SECTION_BYTES = 16;
    /** Link type Ethernet of pcap and pcapng. */
    static final int ETHERNET = 1;

    static final int OPT_END = 0;
    static final int OPT_COMMENT = 1;
    static final int SHB_OS = 3;
    static final int SHB_USERAPPL = 4;
    static final int IF_NAME = 2;
    static final int IF_TSRESOL = 9;
    static final int IF_FCSLEN = 13;
    static final int IF_TSOFFSET = 14;
    static final int EPB_FLAGS = 2;
    static final int ISB_STARTTIME = 2;
    static final int ISB_ENDTIME = 3;
    static final int ISB_IFRECV = 4;
    static final int ISB_IFDROP = 5;
    /** Code and length before the value of an option. */
    static final int OPTION_HEAD_BYTES = 4;

    private PcapngBlocks() {}

    /** Bytes with the padding that makes them a multiple of 4. */
    static int padded(final int bytes) {
        return bytes + 3 & -4;
    }
}
