package org.jackfield.steering.toeplitz;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of the policy; Declarative Services reads them. */
@ObjectClassDefinition(name = "Toeplitz RSS steering", description = "Steers by the hash and table of network cards.")
@interface ToeplitzConfiguration {
    @AttributeDefinition(
            name = "hash-key",
            description = "The secret key: microsoft, symmetric (both directions of a flow meet), or 80 hexadecimal"
                    + " digits.",
            required = false)
    String hash$_$key() default "microsoft";

    @AttributeDefinition(
            name = "table",
            description = "Entries of the indirection table, a power of two.",
            min = "64",
            max = "4096",
            required = false)
    int table() default 128;

    @AttributeDefinition(
            name = "udp-ports",
            description = "Whether ports of UDP are hashed too, which lets fragments of a datagram go elsewhere than"
                    + " whole ones.",
            required = false)
    boolean udp$_$ports() default true;
}
