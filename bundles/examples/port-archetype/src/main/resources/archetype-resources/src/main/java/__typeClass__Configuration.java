package ${package};

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The keys of a port, for tools that ask metatype: the switch refuses a key that is not here and a value out of range before the
 * port sees it. {@link ${typeClass}Settings} reads them. A method {@code a$_$b} stands for key {@code a-b}.
 */
@ObjectClassDefinition(name = "${typeClass} port", description = "A port that answers ARP and ping for one address.")
@interface ${typeClass}Configuration {
    @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
    String name();

    @AttributeDefinition(
            name = "bridge",
            description = "The bridge the port belongs to; empty means the switch's default bridge.",
            required = false)
    String bridge() default "";

    @AttributeDefinition(name = "address", description = "The IPv4 address to answer for, such as 10.9.0.9.")
    String address();

    @AttributeDefinition(
            name = "mac",
            description = "The MAC address to answer from; empty means 02:00 and the four bytes of the IPv4 address.",
            required = false)
    String mac() default "";

    @AttributeDefinition(
            name = "queues",
            description = "Queue pairs of the port; 0 means as many as the switch has workers.",
            min = "0",
            max = "256",
            required = false)
    int queues() default 0;

    @AttributeDefinition(
            name = "mtu",
            description = "Longest frame the port takes, in bytes without the Ethernet header.",
            min = "68",
            max = "9000",
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
