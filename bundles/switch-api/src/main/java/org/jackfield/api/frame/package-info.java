/**
 * Frame memory, its layout, batches and pools, and the flow hash: what every room that touches a frame shares.
 *
 * <p>A frame is an {@code int} id of a slot in {@link org.jackfield.api.frame.FrameMemory}: a descriptor, headroom, data ({@link
 * org.jackfield.api.frame.FrameLayout}), all big-endian. To read one:
 *
 * <pre>
 *   ByteBuffer buffer = memory.buffer(frame);      // shared by all workers: absolute access only
 *   int at = memory.data(frame);                   // the Ethernet header
 *   int length = memory.length(frame);
 *   int etherType = buffer.getShort(at + 12) &amp; 0xFFFF;
 * </pre>
 *
 * To make one, on a worker: {@code pool.allocate(sizeClass)}, which gives one reference, all flags clear and the data at {@code
 * FrameLayout.DATA}, or -1 when there is none; then bytes behind {@code base + DATA}, the length into the descriptor, and {@code
 * batch.add}. A frame belongs to one worker at a time; its reference count is a plain number that only this worker touches. With more than
 * one reference a frame is only read. Each reference is given back once, to the pool of the worker that has the frame.
 */
@Export
@Version("1.1.0")
package org.jackfield.api.frame;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
