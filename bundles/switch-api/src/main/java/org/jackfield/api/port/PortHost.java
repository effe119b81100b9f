package org.jackfield.api.port;

import java.util.Optional;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.Offload;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The switch as an open port sees it. Handed out by {@link Port#open} and invalidated when {@link Port#close} or {@link Port#handOver} returns: later
 * calls do nothing, so a stale bundle cannot touch the switch. Not for workers.
 */
@ProviderType
public interface PortHost {
    /** The port's name. */
    String portName();

    /**
     * The name of the port that has a dense index now, as {@link org.jackfield.api.frame.FrameLayout#INGRESS_PORT} gives it; empty
     * when none has. Indices are given anew after a port is closed, so ask soon after a frame with it was seen. Any thread but workers;
     * does not block.
     */
    default Optional<String> portName(final int index) {
        return Optional.empty();
    }

    /**
     * Hands a queue's descriptor to the switch, which makes it non-blocking, reads and writes it on its workers. Returns when
     * every worker uses it. The port still owns the descriptor and closes it, but only after {@link #detach} or in
     * {@link Port#close}. Queues are attached in dense order, lowest first.
     *
     * @param queue index of the queue pair, equal to the number of queues attached so far
     * @param fd an open descriptor
     * @param txQueueLength most frames the kernel holds for us in this queue
     * @throws PortException when the switch is stopping or the index is out of order
     */
    void attach(int queue, int fd, FdKind kind, int txQueueLength) throws PortException;

    /** As {@link #attach(int, int, FdKind, int)} for queues that live in memory. */
    void attach(int queue, RxQueue rx, TxQueue tx) throws PortException;

    /**
     * Takes the highest queue back: workers read it until it is empty, finish their writes and forget the descriptor. Returns
     * after that; the port may then detach it from its device or close it.
     */
    void detach(int queue) throws PortException;

    /**
     * Offers steering by the kernel for this port; null withdraws it. The switch writes the table at once and whenever it
     * changes, on a port-ops thread. An active port may offer and withdraw as well: the call then returns when the kernel has begun
     * ({@link KernelSteering#write}) or ended ({@link KernelSteering#release}) and the switch has followed, without a frame lost, and
     * without a flow reordered that the kernel keeps in one queue while it chooses by itself.
     */
    void steering(KernelSteering steering);

    /** Reports the MTU in force. Frames longer than it plus the Ethernet header and two tags are not sent to this port. */
    void mtu(int mtuBytes);

    /**
     * Reports which frames may come from this port unfinished and are taken unfinished by it: bits of {@link Offload}, none before the
     * first call. To be called before queues are attached, and at adoption with what was declared before; while queues
     * are attached nothing
     * else is accepted. A frame that asks for more is dropped ({@link DropReason#BAD_OFFLOAD}). All other frames are
     * segmented and completed before they are sent here.
     */
    void offloads(int offloads);

    /** Reports the most frames the kernel now holds for us in each queue, where that has changed since the queues were attached. */
    void txQueueLength(int frames);

    /** Reports whether the device has a carrier, or is up; a change is told as an event. Ports begin with one. */
    void carrier(boolean up);

    /** Reports that the port cannot go on. The switch closes it, shows it FAULTED with the reason and retries with back-off. */
    void fail(String reason);
}
