package org.jackfield.port.patch;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be configured, for tools that ask metatype. The values themselves are read and checked by {@link PatchSettings}: method
 * {@code fdb$_$limit} stands for key {@code fdb-limit}.
 */
@ObjectClassDefinition(
        name = "Patch port",
        description = "One of two ports that name each other: what is sent to one is received from the other.")
@interface PatchConfiguration {
    @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
    String name();

    @AttributeDefinition(
            name = "bridge",
            description = "The bridge the port belongs to, another one than that of its peer; empty means the switch's"
                    + " default bridge.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(name = "peer", description = "Name of the patch port at the other end, which names this one.")
    String peer();

    @AttributeDefinition(
            name = "queues",
            description = "Queue pairs of the port, at least as many as the switch has workers; 0 means just as many.",
            min = "0",
            max = "256",
            required = false)
    int queues() default 0;

    @AttributeDefinition(
            name = "mtu",
            description = "Longest frame the port sends to its peer, in bytes without the Ethernet header; the same at"
                    + " both ends.",
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
