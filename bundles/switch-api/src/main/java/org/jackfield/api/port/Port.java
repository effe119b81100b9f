package org.jackfield.api.port;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A place where frames enter and leave the switch. Registered as an OSGi service, one for each configured port; the service
 * properties are the port's configuration and must hold {@link PortSettings#NAME}.
 *
 * <p>Life cycle: registered, {@link #open}, [traffic, {@link #setQueues}, {@link #reconfigure}, {@link #check}]*,
 * {@link #close}, unregistered. After a close the same object may be opened again. When the bundle is updated, {@link #handOver}
 * takes the place of close and, on the object of the new version, {@link #adopt} that of open. All these calls come from one port-ops
 * thread at a time and may block; none comes from a worker or from the conductor. Queue objects handed to
 * {@link PortHost#attach} are used by workers and must not block.
 *
 * <p>A component that provides a port needs a modified method (it may be empty): without one Declarative Services would
 * replace the port for an edit of a key that only concerns the switch.
 */
@ConsumerType
public interface Port {
    /** What this port can do; constant while registered. */
    PortCapabilities capabilities();

    /**
     * Opens the port: makes or joins the device, attaches queues 0..queues-1 to the host in this order, reports the MTU. A port that
     * only waits for others to come, and so has nothing to send to, may attach none: it is active all the same, and gets no frames.
     *
     * @param host the switch's side; valid until {@link #close} returns
     * @param settings the configuration to open with; refuse what cannot be honoured
     * @param queues queue pairs to attach, 1 to {@link PortCapabilities#mostQueues}
     * @throws PortException naming operation, object, cause and remedy; everything done so far has then been undone
     */
    void open(PortHost host, PortSettings settings, int queues) throws PortException;

    /**
     * Attaches or detaches the highest queues of the open port until {@code queues} are attached. The switch has steered
     * flows away from queues to be detached; frames still in them are read by {@link PortHost#detach}.
     *
     * @throws PortException when not possible; the port then has as many queues as are attached to the host
     */
    void setQueues(int queues) throws PortException;

    /**
     * Applies a changed configuration to the open port. Everything is validated before anything is changed.
     *
     * @return true when applied in place; false when nothing was changed because the change needs close and open, which the
     *     switch then does
     * @throws PortException when a setting is refused; the old state stays
     */
    boolean reconfigure(PortSettings settings) throws PortException;

    /**
     * Called about every five seconds while open. Ports are asked one after the other: one that waits delays the others' turn.
     *
     * @throws PortException when the port cannot go on; the switch closes it and shows it FAULTED with this reason
     */
    default void check() throws PortException {}

    /** Short facts for people, in display order, for example device, netns, mac. Any thread, also while closed. */
    default Map<String, String> details() {
        return Map.of();
    }

    /**
     * Frames the kernel dropped because our queues were full, since the device exists; -1 when unknown. Any thread but workers.
     */
    default long kernelDrops() {
        return -1;
    }

    /**
     * Nobody will read this open port for a moment, because the switch itself is updated; {@link #handOver} follows. Asks the kernel to
     * hold more frames meanwhile where the port can. What was changed for this is put back at a later {@link #check}, of this object
     * or of the one that adopts the port, when the frames held have long been read.
     *
     * @param frames how many frames each queue should hold, twice what is expected to come; never make it hold fewer. Where making it
     *     longer costs frames, leave a queue alone that holds half of it
     * @return most frames each queue holds now; -1 when the port does not know
     */
    default int hold(final int frames) {
        return -1;
    }

    /**
     * The code of this open port goes while its configuration stays, as in an update of its bundle. Gives everything that is open to
     * the switch. Workers go on using the queues meanwhile, so nothing about the device may change. After a result that is not
     * empty the port is closed and owns nothing; {@link #close} is not called. When the switch itself is updated, the same object may
     * be asked to {@link #adopt} afterwards. Queues in memory are code: a port that leaves its descriptors all the same detaches those
     * queues here, so that no worker calls them any more, and attaches new ones in {@link #adopt}; meanwhile what is sent to it
     * waits, and what is too much for that is dropped ({@link DropReason#TX_GONE}). A {@link KernelSteering} given to the host must go on
     * working until the estate is adopted or closed.
     *
     * @return empty when the port cannot go on without its code; the switch then closes it as usual
     */
    default Optional<PortEstate> handOver() {
        return Optional.empty();
    }

    /**
     * Goes on, in place of {@link #open}, with what an earlier version left. The queues of the estate are attached to the host
     * already and forward; the port owns all descriptors of the estate when it returns. It offers {@link PortHost#steering} anew.
     *
     * @param host the switch's side; valid until {@link #close} or {@link #handOver} returns
     * @param settings the configuration that was in force at the hand-over; a changed one follows by {@link #reconfigure}
     * @throws PortException when it cannot; it has then changed and closed nothing, and the switch closes the estate and opens the
     *     port anew
     */
    default void adopt(final PortHost host, final PortSettings settings, final PortEstate estate) throws PortException {
        throw new PortException("port " + settings.name() + ": its type does not go on with open descriptors");
    }

    /**
     * Closes the port: once after a successful open, never while a worker uses a queue. Must not throw; descriptors are closed
     * here and nowhere else.
     */
    void close();
}
