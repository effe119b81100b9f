package org.jackfield.port.packet;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * What can be configured, for tools that ask metatype. The values themselves are read and checked by
 * {@link PacketSettings}: method {@code receive$_$buffer} stands for key {@code receive-buffer}.
 */
@ObjectClassDefinition(
        name = "Packet port",
        description = "A port of the switch that is a network device which exists already, attached by packet sockets.")
@interface PacketConfiguration {
    @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
    String name();

    @AttributeDefinition(
            name = "bridge",
            description = "The bridge the port belongs to; empty means the switch's default bridge.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(
            name = "device",
            description = "Name of the network device, at most 15 bytes; empty means the port's name.",
            required = false)
    String device() default "";

    @AttributeDefinition(
            name = "netns",
            description = "Network namespace the device is in, a name made with ip netns or a path such as"
                    + " /proc/PID/ns/net; empty means the switch's own.",
            required = false)
    String netns() default "";

    @AttributeDefinition(
            name = "queues",
            description =
                    "Packet sockets that share what the device receives; 0 means as many as the switch has workers.",
            min = "0",
            max = "256",
            required = false)
    int queues() default 0;

    @AttributeDefinition(
            name = "promiscuous",
            description = "Whether the device receives frames for all addresses, not only for its own.",
            required = false)
    boolean promiscuous() default true;

    @AttributeDefinition(
            name = "offload",
            description =
                    "Whether unfinished checksums and TCP and UDP frames of up to 64 KiB cross the port: auto and on"
                            + " have all, off has none and drops frames that come so.",
            type = AttributeType.STRING,
            options = {
                @Option(label = "auto", value = "auto"),
                @Option(label = "on", value = "on"),
                @Option(label = "off", value = "off")
            },
            required = false)
    String offload() default "auto";

    @AttributeDefinition(
            name = "receive-buffer",
            description = "Bytes the kernel holds for the switch in each queue before it drops, its own overhead not"
                    + " counted.",
            min = "65536",
            max = "1073741823",
            required = false)
    int receive$_$buffer() default 4194304;

    @AttributeDefinition(
            name = "kernel-steering",
            description =
                    "Whether an eBPF program puts each frame in the queue of its owner: auto does so where the process"
                            + " may, off spreads frames over the queues by their addresses.",
            type = AttributeType.STRING,
            options = {@Option(label = "auto", value = "auto"), @Option(label = "off", value = "off")},
            required = false)
    String kernel$_$steering() default "auto";

    @AttributeDefinition(
            name = "fdb-limit",
            description = "Most dynamic FDB entries of this port; 0 means no limit of its own.",
            min = "0",
            max = "1000000",
            required = false)
    int fdb$_$limit() default 0;
}
