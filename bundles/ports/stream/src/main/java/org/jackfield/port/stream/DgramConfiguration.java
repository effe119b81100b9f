package org.jackfield.port.stream;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be configured, for tools that ask metatype. The values themselves are read and checked by {@link DgramSettings}: method
 * {@code fdb$_$limit} stands for key {@code fdb-limit}.
 */
@ObjectClassDefinition(
        name = "Datagram port",
        description = "A port on a socket that keeps boundaries, a frame a message: QEMU's -netdev dgram, gvproxy,"
                + " SOCK_SEQPACKET.")
@interface DgramConfiguration {
    @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
    String name();

    @AttributeDefinition(
            name = "bridge",
            description = "The bridge the port belongs to; empty means the switch's default bridge.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(
            name = "local",
            description =
                    "Our address for datagrams: an absolute path, ADDRESS:PORT or [IPV6-ADDRESS]:PORT; with remote, which may do"
                            + " without if it is a multicast group.",
            required = false)
    String local() default "";

    @AttributeDefinition(
            name = "remote",
            description = "The peer's address for datagrams, of the same kind as local, or an IPv4 multicast group.",
            required = false)
    String remote() default "";

    @AttributeDefinition(
            name = "listen",
            description = "Path at which one peer at a time connects by SOCK_SEQPACKET; instead of local and remote.",
            required = false)
    String listen() default "";

    @AttributeDefinition(
            name = "connect",
            description = "Path at which the peer listens by SOCK_SEQPACKET; instead of local and remote.",
            required = false)
    String connect() default "";

    @AttributeDefinition(
            name = "hello",
            description = "Text sent as a message of its own each time the peer is found; gvproxy wants VFKT.",
            required = false)
    String hello() default "";

    @AttributeDefinition(name = "mode", description = "Permissions of the socket's file, octal.", required = false)
    String mode() default "0600";

    @AttributeDefinition(
            name = "group",
            description = "Group of the socket's file; empty means that of the process.",
            required = false)
    String group() default "";

    @AttributeDefinition(
            name = "queues",
            description = "Queue pairs; a socket is one queue.",
            min = "0",
            max = "1",
            required = false)
    int queues() default 0;

    @AttributeDefinition(
            name = "mtu",
            description = "Longest frame, in bytes without the Ethernet header.",
            min = "68",
            max = "65521",
            required = false)
    int mtu() default 1500;

    @AttributeDefinition(
            name = "fdb-limit",
            description = "Most dynamic FDB entries of this port; 0 means no limit of its own.",
            min = "0",
            max = "1000000",
            required = false)
    int fdb$_$limit() default 0;
}
