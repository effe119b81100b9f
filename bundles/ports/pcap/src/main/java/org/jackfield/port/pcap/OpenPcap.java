package org.jackfield.port.pcap;

import java.util.Map;
import org.jackfield.api.port.PortException;

/** A pcap port from open to close. Port-ops thread, except {@link #details}. */
interface OpenPcap {
    /** Attaches or detaches the highest queues; when one cannot be attached those before it stay. */
    void setQueues(int count) throws PortException;

    /** Facts for people. Any thread. */
    Map<String, String> details();

    /** Ends the work on the file and closes all. */
    void close();
}
