package org.jackfield.port.stream;

import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;

/** An open datagram port, whatever its socket is. Port-ops threads, one at a time, but for {@link #details}. */
interface OpenSocket {
    /** Goes on with settings that need no reopening. */
    void reconfigure(DgramSettings now);

    /**
     * Looks whether it can still do its work.
     *
     * @throws PortException when only a new beginning can help
     */
    void check() throws PortException;

    /** Facts for people. Any thread. */
    Map<String, String> details();

    /** Datagrams the kernel dropped because nobody read them in time; -1 when unknown. Any thread but workers. */
    long kernelDrops();

    /** Gives everything open to the caller; empty when it cannot, and is open still. */
    Optional<PortEstate> handOver();

    /** Closes everything. No worker uses it any more. */
    void close();
}
