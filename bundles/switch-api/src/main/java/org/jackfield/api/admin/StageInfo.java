package org.jackfield.api.admin;

import java.util.List;
import java.util.Map;

/**
 * A stage at one moment.
 *
 * @param name its name
 * @param type its type
 * @param phase its band: INSPECT, FILTER, DECIDE or OBSERVE
 * @param state ACTIVE; FAULTED; WAITING behind another one of its name; SEEN or CLOSED on its way
 * @param reason why it is faulted, or why its last change was refused; empty otherwise
 * @param ranking within the band the highest runs first
 * @param ports names of the ports whose received frames go through it, sorted
 * @param frames frames it has processed
 * @param dropped of these, dropped by it
 * @param copies copies it had sent to ports
 * @param noCopy copies it wanted for which no frame was free
 * @param details facts the stage shows
 */
public record StageInfo(
        String name,
        String type,
        String phase,
        String state,
        String reason,
        int ranking,
        List<String> ports,
        long frames,
        long dropped,
        long copies,
        long noCopy,
        Map<String, String> details) {}
