/**
 * What a port type implements and what the switch hands to it. This page is the way through; the types say the details.
 *
 * <h2>Pieces</h2>
 *
 * A bundle with one Declarative Services component that provides {@link org.jackfield.api.port.Port}, with the property {@code
 * type=foo}, the configuration PID {@code org.jackfield.port.foo}, configuration policy {@code REQUIRE}, and a modified method, which may
 * be empty. One configuration is one component is one port. Its metatype declares the keys; the switch refuses unknown keys and values
 * out of range before the port sees them. The keys of {@link org.jackfield.api.port.PortSettings} belong to every port: {@code name} is
 * required, {@code bridge}, {@code queues} and {@code fdb-limit} are read by the switch. The bundle exports nothing, imports the API, and
 * {@code org.jackfield.linux} where it has descriptors, and makes no threads.
 *
 * <h2>Life</h2>
 *
 * <pre>
 *   service appears -> open -> [ traffic | setQueues | reconfigure | check ]* -> close -> service goes
 *                        ^                                                     |
 *      new code: adopt --+                        old code: handOver ----------+   (its configuration stays)
 * </pre>
 *
 * The switch calls {@code open}, not the component's activation, which should be cheap. It calls the methods of one port one at a time,
 * on port-ops threads, which may block; it never calls them on a worker. A {@link org.jackfield.api.port.PortException} of {@code open},
 * or of {@code check}, makes the port FAULTED with that reason, which people see; it is tried again with back-off. One of {@code
 * setQueues} or {@code reconfigure} is the answer to whoever asked for the change, and the port goes on as it was. Whoever opens something
 * closes it: an {@code open} that fails leaves nothing open, {@code close} closes all, and at the end of {@code handOver} all belongs to
 * the switch, until it is adopted or the switch closes it.
 *
 * <h2>Queues: descriptors or memory</h2>
 *
 * A port attaches queue pairs 0, 1, 2 ... to its {@link org.jackfield.api.port.PortHost}, in {@code open} and in {@code setQueues}. Queue q
 * is served by worker q mod W.
 *
 * <ul>
 *   <li><em>A descriptor</em> (tap, packet socket, datagram socket): the port opens it and gives it to the host; workers read and write
 *       it with io_uring or epoll, and the port has no code on the path of frames. It is closed only after {@code detach} has returned, or in
 *       {@code close}. Such a port can hand over: frames flow on while its code is replaced.
 *   <li><em>Memory</em>: the port implements {@link org.jackfield.api.port.RxQueue} and {@link org.jackfield.api.port.TxQueue}. Both halves
 *       of a queue are called by one worker, so what they share needs no fence; what queues share among each other, or with port-ops
 *       threads, does. They run for every batch: no allocation, lock, system call for each frame, log or throw. Mark them {@link
 *       org.jackfield.api.frame.HotPath} and let the test kit's gate look. {@code wakeFd} says how the worker learns that there is
 *       something to receive: a descriptor, {@code OWN_WORKER} when only its own transmitting can be the cause, or polling.
 *   <li><em>None</em>: a port that only waits for others to come attaches no queue, is active, and gets no frames.
 * </ul>
 *
 * <h2>Whose a frame is</h2>
 *
 * A frame is an {@code int}, see {@link org.jackfield.api.frame}. {@code receive} takes frames from the batch's pool, fills them and adds them
 * to the batch: from then on they are the switch's. When the pool is empty, it stops; what it has not taken must still be there the
 * next time. {@code transmit} owns all frames it is given, whatever it returns: it gives each one reference back to the pool, at once or,
 * where the sending takes longer, in {@code complete}, which the worker calls each cycle. A frame may have other references, for other
 * ports: it is only read. Frames kept when a port closes are lost to the switch for ever; a port that must keep some copies them.
 *
 * <h2>Unfinished frames</h2>
 *
 * A port that says nothing gets frames that are complete and not longer than the MTU it reported. With {@code PortHost.offloads} it
 * declares what it can take, and give, unfinished ({@link org.jackfield.api.frame.Offload}): checksums and TCP or UDP frames of up to 64 KiB, described by the
 * virtio-net header in the 12 bytes before the frame, valid where {@code FrameLayout.HAS_VNET} is set. The switch completes and cuts for
 * all others.
 *
 * <h2>When code is wrong</h2>
 *
 * A queue that throws is taken out with its port (FAULTED, tried again; after three times in a minute it stays out). A worker that does not come
 * back within a second is replaced, and the port is FAULTED with the stack of the thread. A {@code receive} that returns a negative number
 * ends the port with that errno. After {@code close} or {@code handOver} the host does nothing any more, so a stale object cannot touch
 * the switch. Whatever happens, each frame is forwarded or counted under a {@link org.jackfield.api.port.DropReason}, and other ports go on.
 *
 * <h2>Proof</h2>
 *
 * {@code PortContractTest} and {@code MemoryPortContractTest} of the test kit check all of this without a switch; the archetype
 * {@code org.jackfield.archetype.port} makes a project that passes them.
 */
@Export
@Version("1.1.0")
package org.jackfield.api.port;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
