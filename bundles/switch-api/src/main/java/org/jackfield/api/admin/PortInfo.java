package org.jackfield.api.admin;

import java.util.List;
import java.util.Map;
import org.jackfield.api.port.PortState;

/**
 * A port at one moment.
 *
 * @param name its name
 * @param type its port type
 * @param bridge the bridge it belongs to
 * @param state where it is in its life
 * @param reason why it is faulted, or why its last change was refused; empty otherwise
 * @param change the {@link org.jackfield.api.port.PortSettings#CHANGE} of the last configuration applied or refused
 * @param changeRefused whether that configuration was refused and the one before is still in force
 * @param index dense index, -1 while it has none
 * @param generation how often the index was given out or flushed
 * @param mtu MTU in bytes
 * @param kernelSteering whether the kernel steers this port by our table
 * @param kernelDrops frames the kernel dropped because our queues were full, -1 when unknown
 * @param rxFrames frames received from the port
 * @param rxBytes their bytes
 * @param forwarded frames received from the port that went to at least one egress
 * @param txFrames frames the port accepted for sending
 * @param txBytes their bytes
 * @param copies copies made for this egress: accepted plus dropped
 * @param drops drops by reason label, zeros left out: whole frames received here, and copies to be sent here
 * @param queues its queue pairs
 * @param details facts the port type shows
 */
public record PortInfo(
        String name,
        String type,
        String bridge,
        PortState state,
        String reason,
        long change,
        boolean changeRefused,
        int index,
        int generation,
        int mtu,
        boolean kernelSteering,
        long kernelDrops,
        long rxFrames,
        long rxBytes,
        long forwarded,
        long txFrames,
        long txBytes,
        long copies,
        Map<String, Long> drops,
        List<QueueInfo> queues,
        Map<String, String> details) {
    /**
     * A queue pair.
     *
     * @param queue its dense index
     * @param worker the worker that reads it
     * @param rxFrames frames read from it
     * @param rxBytes their bytes
     * @param txFrames frames written to it
     * @param txBytes their bytes
     */
    public record QueueInfo(int queue, int worker, long rxFrames, long rxBytes, long txFrames, long txBytes) {}
}
