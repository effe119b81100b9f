package org.jackfield.port.vxlan;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * What can be configured, for tools that ask metatype. The values themselves are read and checked by {@link VxlanSettings}: method
 * {@code udp$_$checksum} stands for key {@code udp-checksum}.
 */
@ObjectClassDefinition(
        name = "VXLAN port",
        description = "One VXLAN segment (VNI) over UDP to other VTEPs, as RFC 7348 has it.")
@interface VxlanConfiguration {
    @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
    String name();

    @AttributeDefinition(
            name = "bridge",
            description = "The bridge the port belongs to; empty means the switch's default bridge.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(
            name = "vni",
            description = "VXLAN network identifier, the same at all VTEPs of the segment.",
            min = "0",
            max = "16777215")
    int vni();

    @AttributeDefinition(
            name = "remotes",
            description = "The other VTEPs: address, address:port or [address]:port each, all of one address family.",
            cardinality = Integer.MAX_VALUE,
            required = false)
    String[] remotes() default {};

    @AttributeDefinition(
            name = "local",
            description = "Address of this host that VXLAN uses; empty means all addresses, and the kernel chooses the"
                    + " one to send from.",
            required = false)
    String local() default "";

    @AttributeDefinition(
            name = "port",
            description = "UDP port that is received on, and sent to where a remote names no other.",
            min = "1",
            max = "65535",
            required = false)
    int port() default 4789;

    @AttributeDefinition(
            name = "netns",
            description = "Network namespace of the underlay: made with 'ip netns add', or an absolute path such as"
                    + " /proc/PID/ns/net.",
            required = false)
    String netns() default "";

    @AttributeDefinition(
            name = "accept",
            description = "Whom frames are taken from: remotes means from the VTEPs in 'remotes', any means from"
                    + " everybody.",
            options = {@Option(label = "remotes", value = "remotes"), @Option(label = "any", value = "any")},
            required = false)
    String accept() default "remotes";

    @AttributeDefinition(
            name = "learn",
            description = "Whether the VTEP a source address came from is learned; without it every frame goes to all"
                    + " remotes.",
            required = false)
    boolean learn() default true;

    @AttributeDefinition(
            name = "learn-limit",
            description = "Most addresses learned behind remote VTEPs; frames to others go to all remotes.",
            min = "1",
            max = "1000000",
            required = false)
    int learn$_$limit() default 4096;

    @AttributeDefinition(
            name = "ageing",
            description = "Seconds after which an address that sends nothing is forgotten.",
            min = "10",
            max = "1000000",
            required = false)
    int ageing() default 300;

    @AttributeDefinition(
            name = "mtu",
            description =
                    "Longest frame sent, in bytes without the Ethernet header; 0 means what the path to the remotes"
                            + " takes: its MTU less 50 over IPv4, less 70 over IPv6.",
            min = "0",
            max = "65465",
            required = false)
    int mtu() default 0;

    @AttributeDefinition(
            name = "ttl",
            description = "Time to live, or hop limit, of what is sent.",
            min = "1",
            max = "255",
            required = false)
    int ttl() default 64;

    @AttributeDefinition(
            name = "dscp",
            description = "Differentiated services code point of what is sent.",
            min = "0",
            max = "63",
            required = false)
    int dscp() default 0;

    @AttributeDefinition(
            name = "source-ports",
            description = "First and last UDP port that is sent from; the flow hash chooses one of them for each flow.",
            required = false)
    String source$_$ports() default "49152-49167";

    @AttributeDefinition(
            name = "udp-checksum",
            description =
                    "Whether UDP checksums are sent; without them no segmentation by the kernel, and over IPv6 the"
                            + " other side must allow it.",
            required = false)
    boolean udp$_$checksum() default true;

    @AttributeDefinition(
            name = "queues",
            description = "Queue pairs of the port; 0 means as many as the switch has workers.",
            min = "0",
            max = "64",
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
