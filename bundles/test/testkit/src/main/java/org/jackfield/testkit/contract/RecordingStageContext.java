package org.jackfield.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.StageContext;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageWorker;
import org.jackfield.testkit.Frames;

/**
 * A switch as a stage sees it, which records the copies it wants and notes every breach of the contract. Ports have the index a test
 * gives them. Copies are recorded by position only, so that what a stage allocates can be measured. One thread.
 */
public final class RecordingStageContext implements StageContext {
    /** Most copies recorded of one batch; more are counted only. */
    private static final int MOST_RECORDED = 4 * FrameBatch.CAPACITY;

    private final StagePhase phase;
    private final int[] ports;
    private final Set<Integer> flooded = new HashSet<>();
    private final List<String> breaches = new ArrayList<>();
    private final int[] copied = new int[MOST_RECORDED];
    private final int[] copiedTo = new int[MOST_RECORDED];
    private int copies;
    private int present;
    private boolean inside;
    private long nowNs;

    /** A switch in which none of the ports of a plan is active. */
    public RecordingStageContext(final StagePhase phase, final StagePlan plan) {
        this.phase = phase;
        this.ports = new int[plan.ports().size()];
        Arrays.fill(ports, -1);
    }

    /** Gives a port of the plan a dense index, -1 for a port that is not active. */
    public void port(final int number, final int index) {
        ports[number] = index;
    }

    /** From now on flooded frames go to the ports of these indices. */
    public void floodTo(final Integer... indices) {
        flooded.clear();
        flooded.addAll(List.of(indices));
    }

    /** Sets the time. */
    public void now(final long ns) {
        nowNs = ns;
    }

    /** Breaches of the contract so far. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** Positions in the last batch that were copied, in order. */
    public List<Integer> copied() {
        final List<Integer> all = new ArrayList<>();
        for (int c = 0; c < Math.min(copies, MOST_RECORDED); c++) {
            all.add(copied[c]);
        }
        return all;
    }

    /** Numbers in the plan of the ports that the copies of the last batch went to. */
    public List<Integer> copiedTo() {
        final List<Integer> all = new ArrayList<>();
        for (int c = 0; c < Math.min(copies, MOST_RECORDED); c++) {
            all.add(copiedTo[c]);
        }
        return all;
    }

    /** Copies of the last batch. */
    public int copies() {
        return copies;
    }

    /** Lets a worker process a batch without judging it, as often as a test that measures likes. */
    public void process(final StageWorker worker, final FrameBatch batch) {
        copies = 0;
        present = batch.count;
        inside = true;
        worker.process(batch, this);
        inside = false;
    }

    /** Lets a worker process a batch and notes everything it did that its band does not allow. */
    public void judge(final StageWorker worker, final FrameBatch batch) {
        final Before before = new Before(batch);
        process(worker, batch);
        before.compare(batch);
    }

    @Override
    public int port(final int number) {
        check();
        if (number < 0 || number >= ports.length) {
            breaches.add("asked for port " + number + " of a plan of " + ports.length);
            return -1;
        }
        return ports[number];
    }

    @Override
    public boolean floodsTo(final int portIndex) {
        check();
        return flooded.contains(portIndex);
    }

    @Override
    public int copy(final int[] frames, final int n, final int number) {
        check();
        if (phase != StagePhase.OBSERVE) {
            breaches.add("had frames copied in band " + phase);
        }
        if (n < 0 || n > frames.length || number < 0 || number >= ports.length) {
            breaches.add("had " + n + " of " + frames.length + " frames copied to port " + number);
            return 0;
        }
        if (ports[number] < 0) {
            return 0;
        }
        for (int f = 0; f < n; f++) {
            if (frames[f] < 0 || frames[f] >= present) {
                breaches.add("had frame " + frames[f] + " of " + present + " copied");
            }
            if (copies < MOST_RECORDED) {
                copied[copies] = frames[f];
                copiedTo[copies] = number;
            }
            copies++;
        }
        return n;
    }

    @Override
    public long nowNs() {
        check();
        return nowNs;
    }

    private void check() {
        if (!inside) {
            breaches.add("used the context outside of process");
        }
    }

    /** A batch as it was. */
    private final class Before {
        private final int count;
        private final int limit;
        private final int ingress;
        private final int[] ids;
        private final int[] lengths;
        private final int[] hashes;
        private final int[] egress;
        private final long[] destinations;
        private final long[] sources;
        private final short[] vids;
        private final List<byte[]> bytes = new ArrayList<>();
        private final List<byte[]> descriptors = new ArrayList<>();

        Before(final FrameBatch batch) {
            count = batch.count;
            limit = batch.limit;
            ingress = batch.ingressPort;
            ids = batch.id.clone();
            lengths = batch.len.clone();
            hashes = batch.hash.clone();
            egress = batch.egress.clone();
            destinations = batch.dst.clone();
            sources = batch.src.clone();
            vids = batch.vid.clone();
            for (int i = 0; i < count; i++) {
                bytes.add(Frames.bytesOf(batch.pool().memory(), ids[i]));
                descriptors.add(descriptor(batch.pool().memory(), ids[i]));
            }
        }

        private static byte[] descriptor(final FrameMemory memory, final int id) {
            final byte[] descriptor = new byte[FrameLayout.DESCRIPTOR_BYTES];
            memory.buffer(id).get(memory.base(id), descriptor);
            return descriptor;
        }

        void compare(final FrameBatch batch) {
            expect(batch.count == count, "changed the number of frames to " + batch.count);
            expect(batch.limit == limit && batch.ingressPort == ingress, "changed limit or ingress");
            expect(Arrays.equals(batch.id, ids), "changed the frames of the batch");
            expect(Arrays.equals(batch.len, lengths), "changed their lengths");
            expect(
                    Arrays.equals(batch.hash, hashes)
                            && Arrays.equals(batch.dst, destinations)
                            && Arrays.equals(batch.src, sources)
                            && Arrays.equals(batch.vid, vids),
                    "changed what was read from their headers");
            for (int i = 0; i < count; i++) {
                final FrameMemory memory = batch.pool().memory();
                expect(Arrays.equals(Frames.bytesOf(memory, ids[i]), bytes.get(i)), "changed bytes of frame " + i);
                expect(Arrays.equals(descriptor(memory, ids[i]), descriptors.get(i)), "changed descriptor " + i);
            }
            for (int i = 0; i < egress.length; i++) {
                if (batch.egress[i] != egress[i]) {
                    decided(i, egress[i], batch.egress[i]);
                }
            }
        }

        private void decided(final int i, final int was, final int is) {
            final boolean allowed = i < count
                    && !EgressDecision.isDrop(was)
                    && (is == EgressDecision.DROP && phase.mayDrop()
                            || phase == StagePhase.DECIDE && (is == EgressDecision.FLOOD || is >= 0 && is != ingress));
            expect(allowed, "changed decision " + was + " of frame " + i + " to " + is + " in band " + phase);
        }

        private void expect(final boolean kept, final String breach) {
            if (!kept) {
                breaches.add(breach);
            }
        }
    }
}
