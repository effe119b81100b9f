package org.jackfield.api.port;

import java.util.List;
import java.util.Map;

/**
 * What an open port leaves behind when its code goes and its configuration stays: descriptors and text, no object of the bundle
 * that goes. The switch keeps it, and goes on reading and writing the queues, until a later version of the port type adopts it or
 * the linger time ends; then the switch closes every descriptor in it.
 *
 * @param queues the descriptor of each attached queue, by queue index; none of a port whose queues were in memory
 * @param others further descriptors by a name the port type chooses
 * @param facts what a later version must know, in words the port type chooses; must stay readable for later versions
 */
public record PortEstate(List<Integer> queues, Map<String, Integer> others, Map<String, String> facts) {
    /** With copies of all parts. */
    public PortEstate {
        queues = List.copyOf(queues);
        others = Map.copyOf(others);
        facts = Map.copyOf(facts);
    }
}
