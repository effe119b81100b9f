package org.jackfield.steering.flows;

/**
 * What a key of a policy's configuration may be. Files are compared with the metatype before they get here; this is
 * for values that come by another way, or before the bundle was there.
 *
 * @param pid persistent identity of the configuration
 * @param key the key
 * @param least smallest value
 * @param most largest value
 */
public record Range(String pid, String key, long least, long most) {
    /** The value; refuses one outside of the range by an IllegalArgumentException that says all of this. */
    public long check(final long value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(pid + " is refused: " + key + "=" + value
                    + " must be a whole number from " + least + " to " + most + "; correct " + pid + ".cfg");
        }
        return value;
    }
}
