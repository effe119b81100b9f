package org.jackfield.port.tap;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * What can be configured, for tools that ask metatype. The values themselves are read and checked by
 * {@link TapSettings}: method {@code guest$_$name} stands for key {@code guest-name}.
 */
@ObjectClassDefinition(
        name = "Tap port",
        description = "A port of the switch whose other end is the netdev of a multiqueue tap.")
@interface TapConfiguration {
    @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
    String name();

    @AttributeDefinition(
            name = "bridge",
            description = "The bridge the port belongs to; empty means the switch's default bridge.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(
            name = "device",
            description = "Name of the tap device, at most 15 bytes, %d stands for the first free number; empty means"
                    + " made from"
                    + " the port's name.",
            required = false)
    String device() default "";

    @AttributeDefinition(
            name = "queues",
            description = "Queue pairs of the tap; 0 means as many as the switch has workers.",
            min = "0",
            max = "256",
            required = false)
    int queues() default 0;

    @AttributeDefinition(
            name = "mtu",
            description = "MTU of the netdev in bytes.",
            min = "68",
            max = "65521",
            required = false)
    int mtu() default 1500;

    @AttributeDefinition(
            name = "mac",
            description = "Ethernet address of the netdev; empty leaves the one it has, which the kernel chose.",
            required = false)
    String mac() default "";

    @AttributeDefinition(
            name = "netns",
            description = "Network namespace the netdev is moved into, a name made with ip netns or a path such as"
                    + " /proc/PID/ns/net; empty means the switch's own.",
            required = false)
    String netns() default "";

    @AttributeDefinition(
            name = "guest-name",
            description = "Name of the netdev in the namespace netns; empty means the name of the device.",
            required = false)
    String guest$_$name() default "";

    @AttributeDefinition(
            name = "addresses",
            description = "IP addresses with prefix length that are set on the netdev, separated by commas.",
            required = false)
    String[] addresses() default {};

    @AttributeDefinition(name = "up", description = "Whether the netdev is set administratively up.", required = false)
    boolean up() default true;

    @AttributeDefinition(
            name = "persist",
            description = "Whether the netdev stays, with MAC, addresses and namespace, when the switch ends.",
            required = false)
    boolean persist() default false;

    @AttributeDefinition(
            name = "owner",
            description = "User (name or number) who may open the tap without CAP_NET_ADMIN; empty leaves it as it is.",
            required = false)
    String owner() default "";

    @AttributeDefinition(
            name = "group",
            description =
                    "Group (name or number) that may open the tap without CAP_NET_ADMIN; empty leaves it as it is.",
            required = false)
    String group() default "";

    @AttributeDefinition(
            name = "tx-queue-length",
            description = "Most frames the kernel holds for the switch in each queue before it drops.",
            min = "1",
            max = "1000000",
            required = false)
    int tx$_$queue$_$length() default 1000;

    @AttributeDefinition(
            name = "kernel-steering",
            description =
                    "Whether an eBPF program puts each frame in the queue of its owner: auto does so where the process"
                            + " may, on refuses to do with less, off leaves the choice to the kernel.",
            type = AttributeType.STRING,
            options = {
                @Option(label = "auto", value = "auto"),
                @Option(label = "on", value = "on"),
                @Option(label = "off", value = "off")
            },
            required = false)
    String kernel$_$steering() default "auto";

    @AttributeDefinition(
            name = "offload",
            description =
                    "Whether unfinished checksums and TCP and UDP frames of up to 64 KiB cross the tap: auto has what the"
                            + " kernel takes, on refuses to do with less than TCP, off has none.",
            type = AttributeType.STRING,
            options = {
                @Option(label = "auto", value = "auto"),
                @Option(label = "on", value = "on"),
                @Option(label = "off", value = "off")
            },
            required = false)
    String offload() default "auto";

    @AttributeDefinition(
            name = "fdb-limit",
            description = "Most dynamic FDB entries of this port; 0 means no limit of its own.",
            min = "0",
            max = "1000000",
            required = false)
    int fdb$_$limit() default 0;
}
