package org.jackfield.port.pcap.files;

/** Numbers of the pcapng format (draft-ietf-opsawg-pcapng), version 1.0: block types, options, and sizes in bytes. */
public final class PcapngBlocks {
    /** Section Header Block; reads the same in both byte orders. */
    public static final int SECTION = 0x0A0D_0D0A;
    /** Interface Description Block. */
    public static final int INTERFACE = 1;
    /** Packet Block, obsolete. */
    public static final int PACKET = 2;
    /** Simple Packet Block. */
    public static final int SIMPLE_PACKET = 3;
    /** Interface Statistics Block. */
    public static final int STATISTICS = 5;
    /** Enhanced Packet Block. */
    public static final int ENHANCED_PACKET = 6;

    /** Second field of a section, in the byte order of all that follows. */
    public static final int BYTE_ORDER = 0x1A2B_3C4D;
    /** Type and length before the body of a block. */
    public static final int HEAD_BYTES = 8;
    /** The length once more behind it. */
    public static final int TAIL_BYTES = 4;
    /** Body of a section before its options: byte order, version, length of the section. */
    public static final int SECTION_BYTES = 16;
    /** Link type Ethernet of pcap and pcapng. */
    public static final int ETHERNET = 1;

    /** Ends a list of options. */
    public static final int OPT_END = 0;
    /** A comment, in any block. */
    public static final int OPT_COMMENT = 1;
    /** Operating system, of a section. */
    public static final int SHB_OS = 3;
    /** Program, of a section. */
    public static final int SHB_USERAPPL = 4;
    /** Name of an interface. */
    public static final int IF_NAME = 2;
    /** Unit of the times of an interface. */
    public static final int IF_TSRESOL = 9;
    /** Bits of the check sequence at the end of its frames. */
    public static final int IF_FCSLEN = 13;
    /** Seconds to be added to its times. */
    public static final int IF_TSOFFSET = 14;
    /** Direction and more of a frame. */
    public static final int EPB_FLAGS = 2;
    /** When the capture began. */
    public static final int ISB_STARTTIME = 2;
    /** When the capture ended. */
    public static final int ISB_ENDTIME = 3;
    /** Frames that came. */
    public static final int ISB_IFRECV = 4;
    /** Frames there was no room for. */
    public static final int ISB_IFDROP = 5;
    /** Code and length before the value of an option. */
    public static final int OPTION_HEAD_BYTES = 4;

    private PcapngBlocks() {}

    /** Bytes with the padding that makes them a multiple of 4. */
    public static int padded(final int bytes) {
        return bytes + 3 & -4;
    }
}
