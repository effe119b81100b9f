package org.jackfield.port.stream;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be configured, for tools that ask metatype. The values themselves are read and checked by {@link StreamSettings}: method
 * {@code fdb$_$limit} stands for key {@code fdb-limit}.
 */
@ObjectClassDefinition(
        name = "Stream port",
        description = "A port on a stream socket, each frame behind its length: QEMU's -netdev stream, passt.")
@interface StreamConfiguration {
    @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
    String name();

    @AttributeDefinition(
            name = "bridge",
            description = "The bridge the port belongs to; empty means the switch's default bridge.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(
            name = "listen",
            description =
                    "Where peers connect to: an absolute path, ADDRESS:PORT or [IPV6-ADDRESS]:PORT; either this or"
                            + " connect.",
            required = false)
    String listen() default "";

    @AttributeDefinition(
            name = "connect",
            description =
                    "Where the peer listens: an absolute path, ADDRESS:PORT or [IPV6-ADDRESS]:PORT; either this or"
                            + " listen.",
            required = false)
    String connect() default "";

    @AttributeDefinition(
            name = "guests",
            description =
                    "Most peers at a time, each a port of its own named NAME/1, NAME/2 and so on; 0 means one peer,"
                            + " whose port is this one.",
            min = "0",
            max = "1000",
            required = false)
    int guests() default 0;

    @AttributeDefinition(
            name = "allow",
            description =
                    "Addresses that may connect to an ADDRESS:PORT, such as 10.0.0.0/8, fd00::1; empty means those"
                            + " of this machine alone (127.0.0.0/8, ::1).",
            required = false)
    String[] allow() default {};

    @AttributeDefinition(name = "mode", description = "Permissions of the socket's file, octal.", required = false)
    String mode() default "0600";

    @AttributeDefinition(
            name = "group",
            description = "Group of the socket's file; empty means that of the process.",
            required = false)
    String group() default "";

    @AttributeDefinition(
            name = "queues",
            description = "Queue pairs of a connection; a stream of bytes is one queue.",
            min = "0",
            max = "1",
            required = false)
    int queues() default 0;

    @AttributeDefinition(
            name = "mtu",
            description =
                    "Longest frame sent to the peer, in bytes without the Ethernet header; longer ones are taken from"
                            + " it.",
            min = "68",
            max = "65521",
            required = false)
    int mtu() default 1500;

    @AttributeDefinition(
            name = "fdb-limit",
            description = "Most dynamic FDB entries of this port, and of each guest's; 0 means no limit of its own.",
            min = "0",
            max = "1000000",
            required = false)
    int fdb$_$limit() default 0;
}
