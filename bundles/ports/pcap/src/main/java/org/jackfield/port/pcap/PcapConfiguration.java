package org.jackfield.port.pcap;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be configured, for tools that ask metatype. The values themselves are read and checked by {@link RecordSettings} and
 * {@link ReplaySettings}: method {@code fdb$_$limit} stands for key {@code fdb-limit}.
 */
@ObjectClassDefinition(
        name = "Pcap port",
        description = "Records the frames that are sent to it to a capture file, or replays those of one.")
@interface PcapConfiguration {
    @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
    String name();

    @AttributeDefinition(
            name = "bridge",
            description = "The bridge the port belongs to; empty means the switch's default bridge.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(
            name = "mode",
            description =
                    "Whether frames sent to the port are written to the file, or those of the file come from the port:"
                            + " record or replay.",
            required = false)
    String mode() default "record";

    @AttributeDefinition(name = "file", description = "Absolute path of the capture file.")
    String file();

    @AttributeDefinition(
            name = "snap-length",
            description = "Record: most bytes written of a frame; the rest is cut off, its length is told.",
            min = "14",
            max = "262144",
            required = false)
    int snap$_$length() default 262144;

    @AttributeDefinition(
            name = "file-size",
            description =
                    "Record: size in MiB at which the next file of a ring of numbered files is begun; 0 means one file"
                            + " without a limit.",
            min = "0",
            max = "1048576",
            required = false)
    int file$_$size() default 0;

    @AttributeDefinition(
            name = "files",
            description = "Record: files of the ring; when one more is begun the oldest is removed.",
            min = "1",
            max = "99999",
            required = false)
    int files() default 10;

    @AttributeDefinition(
            name = "overwrite",
            description =
                    "Record: whether a file that is there already and cannot be gone on with is replaced instead of refused.",
            required = false)
    boolean overwrite() default false;

    @AttributeDefinition(
            name = "buffer-size",
            description = "Record: MiB of memory for each queue in which frames wait to be written.",
            min = "1",
            max = "256",
            required = false)
    int buffer$_$size() default 4;

    @AttributeDefinition(
            name = "offload",
            description =
                    "Record: whether TCP and UDP frames of up to 64 KiB are written whole and checksums as unfinished as"
                            + " they are: on, or off, which cuts and finishes them first.",
            required = false)
    String offload() default "off";

    @AttributeDefinition(
            name = "speed",
            description =
                    "Replay: original for the time between frames as in the file, full for none, or how many times as"
                            + " fast.",
            required = false)
    String speed() default "original";

    @AttributeDefinition(
            name = "loops",
            description = "Replay: how often the file is replayed; 0 means for ever.",
            min = "0",
            max = "1000000000",
            required = false)
    int loops() default 1;

    @AttributeDefinition(
            name = "loop-gap",
            description = "Replay: milliseconds between the last frame of a loop and the first of the next.",
            min = "0",
            max = "86400000",
            required = false)
    int loop$_$gap() default 0;

    @AttributeDefinition(
            name = "start-delay",
            description = "Replay: milliseconds from the opening of the port to the first frame.",
            min = "0",
            max = "86400000",
            required = false)
    int start$_$delay() default 0;

    @AttributeDefinition(
            name = "mac-map",
            description = "Replay: Ethernet addresses to be replaced, each as old=new.",
            required = false)
    String[] mac$_$map() default {};

    @AttributeDefinition(
            name = "ip-map",
            description = "Replay: IPv4 and IPv6 addresses to be replaced, each as old=new.",
            required = false)
    String[] ip$_$map() default {};

    @AttributeDefinition(
            name = "queues",
            description = "Queue pairs of the port; 0 means as many as the switch has workers.",
            min = "0",
            max = "256",
            required = false)
    int queues() default 0;

    @AttributeDefinition(
            name = "fdb-limit",
            description = "Most dynamic FDB entries of this port; 0 means no limit of its own.",
            min = "0",
            max = "1000000",
            required = false)
    int fdb$_$limit() default 0;
}
