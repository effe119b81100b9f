package org.jackfield.control.shell.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.admin.WorkerInfo;

/**
 * What a switch did between two looks at its counters, per second. Something that was not there at the first look, or whose
 * counters went back because it began anew, counts as doing nothing.
 *
 * @param seconds time between the looks
 * @param ports all ports at the second look
 * @param workers all workers
 */
record Rates(double seconds, List<PortRate> ports, List<WorkerRate> workers) {
    /**
     * Frames and bits per second.
     *
     * @param frames frames per second
     * @param bits bits of their bytes per second
     */
    record Flow(double frames, double bits) {}

    /**
     * A port.
     *
     * @param info its counters at the second look
     * @param rx what it received
     * @param tx what it sent
     * @param drops drops per second, of all reasons
     * @param kernelDrops drops of the kernel per second, -1 when unknown
     * @param queues its queue pairs
     */
    record PortRate(PortInfo info, Flow rx, Flow tx, double drops, double kernelDrops, List<QueueRate> queues) {}

    /**
     * A queue pair.
     *
     * @param queue its dense index
     * @param worker the worker that reads it
     * @param rx what was read from it
     * @param tx what was written to it
     */
    record QueueRate(int queue, int worker, Flow rx, Flow tx) {}

    /**
     * A worker.
     *
     * @param worker its index
     * @param busyPercent share of the time its thread was on a CPU
     * @param rx frames per second it read
     * @param processed frames per second it processed as their owner
     * @param handedOut frames per second it handed to their owners
     */
    record WorkerRate(int worker, double busyPercent, double rx, double processed, double handedOut) {}

    /**
     * One look.
     *
     * @param ns when, by {@link System#nanoTime}
     * @param ports all ports
     * @param workers all workers
     */
    record Look(long ns, List<PortInfo> ports, List<WorkerInfo> workers) {
        static Look at(final SwitchView view) {
            return new Look(System.nanoTime(), view.ports(), view.workers());
        }
    }

    static Rates between(final Look before, final Look now) {
        final Map<String, PortInfo> oldPorts = new HashMap<>();
        before.ports().forEach(port -> oldPorts.put(port.name(), port));
        final Map<Integer, WorkerInfo> oldWorkers = new HashMap<>();
        before.workers().forEach(worker -> oldWorkers.put(worker.worker(), worker));
        final Span span = new Span((now.ns() - before.ns()) / 1e9);
        return new Rates(
                span.seconds(),
                now.ports().stream()
                        .map(port -> port(span, oldPorts.getOrDefault(port.name(), port), port))
                        .toList(),
                now.workers().stream()
                        .map(worker -> worker(span, oldWorkers.getOrDefault(worker.worker(), worker), worker))
                        .toList());
    }

    private static PortRate port(final Span span, final PortInfo old, final PortInfo now) {
        final List<QueueRate> queues = new ArrayList<>();
        for (final PortInfo.QueueInfo queue : now.queues()) {
            final PortInfo.QueueInfo was = old.queues().stream()
                    .filter(one -> one.queue() == queue.queue())
                    .findFirst()
                    .orElse(queue);
            queues.add(new QueueRate(
                    queue.queue(),
                    queue.worker(),
                    span.flow(was.rxFrames(), queue.rxFrames(), was.rxBytes(), queue.rxBytes()),
                    span.flow(was.txFrames(), queue.txFrames(), was.txBytes(), queue.txBytes())));
        }
        return new PortRate(
                now,
                span.flow(old.rxFrames(), now.rxFrames(), old.rxBytes(), now.rxBytes()),
                span.flow(old.txFrames(), now.txFrames(), old.txBytes(), now.txBytes()),
                span.rate(sum(old.drops()), sum(now.drops())),
                now.kernelDrops() < 0 ? -1 : span.rate(old.kernelDrops(), now.kernelDrops()),
                queues);
    }

    private static WorkerRate worker(final Span span, final WorkerInfo old, final WorkerInfo now) {
        return new WorkerRate(
                now.worker(),
                Math.min(100, span.rate(old.cpuNs(), now.cpuNs()) / 1e7),
                span.rate(old.rxFrames(), now.rxFrames()),
                span.rate(old.processed(), now.processed()),
                span.rate(old.handoffOut(), now.handoffOut()));
    }

    private static long sum(final Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The time between two looks.
     *
     * @param seconds how long
     */
    private record Span(double seconds) {
        double rate(final long old, final long now) {
            return seconds <= 0 ? 0 : Math.max(0, now - old) / seconds;
        }

        Flow flow(final long oldFrames, final long nowFrames, final long oldBytes, final long nowBytes) {
            return new Flow(rate(oldFrames, nowFrames), 8 * rate(oldBytes, nowBytes));
        }
    }
}
