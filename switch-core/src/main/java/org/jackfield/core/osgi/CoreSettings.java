package org.jackfield.core.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the switch, PID {@code org.jackfield.core}. Read once, when the switch starts. */
@ObjectClassDefinition(name = "Jackfield switch", description = "Size and behaviour of the switch")
public @interface CoreSettings {
    /** Component property type prefix: none. */
    @AttributeDefinition(
            name = "workers",
            description = "Forwarding threads, 1 to 64; 0 means one less than the machine has processors, 1 to 8.",
            min = "0",
            max = "64",
            required = false)
    int workers() default 0;

    /** Engine. */
    @AttributeDefinition(
            name = "engine",
            description = "How workers read and write: auto takes io_uring where kernel and container allow it; uring,"
                    + " readwrite.",
            options = {
                @Option(label = "auto", value = "auto"),
                @Option(label = "uring", value = "uring"),
                @Option(label = "readwrite", value = "readwrite")
            },
            required = false)
    String engine() default "auto";

    /** Ageing time. */
    @AttributeDefinition(
            name = "ageing-seconds",
            description = "Seconds a dynamic FDB entry lives without traffic, 10 to 1000000.",
            min = "10",
            max = "1000000",
            required = false)
    long ageing$_$seconds() default 300;

    /** FDB size. */
    @AttributeDefinition(
            name = "fdb-capacity",
            description = "Most FDB entries, 16 to 2097152, rounded up to a power of two.",
            min = "16",
            max = "2097152",
            required = false)
    int fdb$_$capacity() default 65536;

    /** FDB limit. */
    @AttributeDefinition(
            name = "fdb-limit",
            description = "Most dynamic FDB entries of a bridge, up to 2097152; 0 means no limit but the capacity.",
            min = "0",
            max = "2097152",
            required = false)
    int fdb$_$limit() default 0;

    /** Small frames. */
    @AttributeDefinition(
            name = "small-frames",
            description = "Frames of up to 2 KiB for each worker, 512 to 65536.",
            min = "512",
            max = "65536",
            required = false)
    int small$_$frames() default 4096;

    /** Large frames. */
    @AttributeDefinition(
            name = "large-frames",
            description = "Frames of up to 64 KiB for each worker, 64 to 8192, and 32546 for all of them.",
            min = "64",
            max = "8192",
            required = false)
    int large$_$frames() default 2048;

    /** Handoff ring. */
    @AttributeDefinition(
            name = "ring-slots",
            description =
                    "Slots of a worker's handoff ring, 16 to 4096, a power of two; a slot carries up to 32 frames.",
            min = "16",
            max = "4096",
            required = false)
    int ring$_$slots() default 256;

    /** Spinning. */
    @AttributeDefinition(
            name = "spin-us",
            description = "Microseconds a worker polls before it sleeps while traffic comes in gaps shorter than that;"
                    + " 0 to 1000, 0 means sleep at once.",
            min = "0",
            max = "1000",
            required = false)
    int spin$_$us() default 0;

    /** Training. */
    @AttributeDefinition(
            name = "training-ms",
            description =
                    "Milliseconds for which the switch forwards frames of its own before the first port opens, so that"
                            + " its code is compiled when the first real one comes; 0 to 10000, 0 means not at all.",
            min = "0",
            max = "10000",
            required = false)
    int training$_$ms() default 300;

    /** Who decides about buckets. */
    @AttributeDefinition(
            name = "steering-policy",
            description =
                    "Name of the steering policy, which may be deployed later; auto means the one with the highest"
                            + " ranking, manual none.",
            required = false)
    String steering$_$policy() default "auto";

    /** Ports with a policy of their own. */
    @AttributeDefinition(
            name = "steering-ports",
            description = "Ports with a policy of their own, such as vm1:round-robin,vm2:pinned; ports and policies may"
                    + " come later; empty means none.",
            required = false)
    String steering$_$ports() default "";

    /** Bridges with a policy of their own. */
    @AttributeDefinition(
            name = "steering-bridges",
            description =
                    "Bridges whose ports have a policy of their own, such as lan:rebalance, but for those named in"
                            + " steering-ports; empty means none.",
            required = false)
    String steering$_$bridges() default "";

    /** Workers that own nothing. */
    @AttributeDefinition(
            name = "steering-exclude",
            description = "Workers that may own no bucket, such as 2,3, whatever the policy decides; empty means none.",
            required = false)
    String steering$_$exclude() default "";

    /** Workers awake. */
    @AttributeDefinition(
            name = "steering-workers",
            description =
                    "At most so many workers own buckets, 0 to 64, whatever the policy decides; 0 means no limit.",
            min = "0",
            max = "64",
            required = false)
    int steering$_$workers() default 0;

    /** Shares. */
    @AttributeDefinition(
            name = "steering-weights",
            description =
                    "In which proportion the workers a policy uses own buckets: a whole number from 0 to 1000 for each"
                            + " worker, such as 1,1,2; empty means as the policy decides.",
            required = false)
    String steering$_$weights() default "";

    /** Where workers run. */
    @AttributeDefinition(
            name = "worker-cpus",
            description =
                    "CPUs workers may run on, such as 0-3,8 or node:0 (those of a NUMA node); lists for workers 0, 1"
                            + " ... with ; between, the last one for all that follow; all means those of the process.",
            required = false)
    String worker$_$cpus() default "all";

    /** Linger. */
    @AttributeDefinition(
            name = "linger-seconds",
            description = "Seconds a port whose bundle is stopped or updated goes on forwarding without its code;"
                    + " 0 to 3600, 0 means not at all.",
            min = "0",
            max = "3600",
            required = false)
    int linger$_$seconds() default 10;
}
