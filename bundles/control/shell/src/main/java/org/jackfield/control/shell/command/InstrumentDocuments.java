package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import org.jackfield.api.admin.DistributionInfo;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.admin.ShadowInfo;

/** The JSON documents of shadows and measures, under the promise of {@link Documents}. */
final class InstrumentDocuments {
    private InstrumentDocuments() {}

    static JsonObject shadow(final ShadowInfo shadow) {
        final JsonObject document = new JsonObject();
        document.addProperty("policy", shadow.policy());
        document.addProperty("active", shadow.active());
        document.addProperty("reason", shadow.reason());
        document.addProperty("byFrame", shadow.byFrame());
        document.addProperty("sample", shadow.sample());
        document.addProperty("seconds", shadow.seconds());
        document.addProperty("frames", shadow.frames());
        document.addProperty("different", shadow.different());
        document.addProperty("handoffs", shadow.handoffs());
        document.addProperty("handoffsInForce", shadow.handoffsInForce());
        document.addProperty("decisions", shadow.decisions());
        document.addProperty("bucketsMoved", shadow.bucketsMoved());
        document.addProperty("flowsMoved", shadow.flowsMoved());
        document.addProperty("costNs", shadow.costNs());
        document.add("balance", balance(shadow.balance()));
        document.add("balanceInForce", balance(shadow.balanceInForce()));
        document.add("workers", Documents.list(shadow.workers(), InstrumentDocuments::share));
        return document;
    }

    private static JsonObject balance(final ShadowInfo.Balance balance) {
        final JsonObject document = new JsonObject();
        document.addProperty("windows", balance.windows());
        document.addProperty("imbalance", balance.imbalance());
        document.addProperty("meanImbalance", balance.meanImbalance());
        document.addProperty("worstImbalance", balance.worstImbalance());
        document.addProperty("fairness", balance.fairness());
        document.addProperty("meanFairness", balance.meanFairness());
        document.addProperty("worstFairness", balance.worstFairness());
        return document;
    }

    private static JsonObject share(final ShadowInfo.Share share) {
        final JsonObject document = new JsonObject();
        document.addProperty("worker", share.worker());
        document.addProperty("frames", share.frames());
        document.addProperty("framesInForce", share.framesInForce());
        document.addProperty("windowFrames", share.windowFrames());
        document.addProperty("windowFramesInForce", share.windowFramesInForce());
        return document;
    }

    static JsonObject measures(final MeasuresInfo measures) {
        final JsonObject document = new JsonObject();
        document.addProperty("on", measures.on());
        document.addProperty("seconds", measures.seconds());
        document.addProperty("secondsLeft", measures.secondsLeft());
        document.addProperty("moveSample", measures.moveSample());
        document.add("workers", Documents.list(measures.workers(), InstrumentDocuments::worker));
        document.add("queues", Documents.list(measures.queues(), InstrumentDocuments::queue));
        return document;
    }

    private static JsonObject worker(final MeasuresInfo.WorkerMeasures worker) {
        final JsonObject document = new JsonObject();
        document.addProperty("worker", worker.worker());
        document.addProperty("rxFrames", worker.rxFrames());
        document.addProperty("processed", worker.processed());
        document.addProperty("batches", worker.batches());
        document.addProperty("cycles", worker.cycles());
        document.addProperty("cyclesPerBatch", Documents.ratio(worker.cycles(), worker.batches()));
        document.addProperty("kernelEntries", worker.kernelEntries());
        document.addProperty("wakeUps", worker.wakeUps());
        document.addProperty("handoffOut", worker.handoffOut());
        document.addProperty("handoffIn", worker.handoffIn());
        document.addProperty("busyNs", worker.busyNs());
        document.addProperty("flowsMoved", worker.flowsMoved());
        document.addProperty("flowsDisplaced", worker.flowsDisplaced());
        document.add("batchSizes", distribution(worker.batchSizes()));
        document.add("ringDepth", distribution(worker.ringDepth()));
        document.add("ringNs", distribution(worker.ringNs()));
        document.add("sojournNs", distribution(worker.sojournNs()));
        return document;
    }

    private static JsonObject queue(final MeasuresInfo.QueueMeasures queue) {
        final JsonObject document = new JsonObject();
        document.addProperty("port", queue.port());
        document.addProperty("queue", queue.queue());
        document.addProperty("worker", queue.worker());
        document.addProperty("frames", queue.frames());
        document.addProperty("bytes", queue.bytes());
        document.addProperty("batches", queue.batches());
        document.addProperty("unfinished", queue.unfinished());
        document.add("batchSizes", distribution(queue.batchSizes()));
        document.add("sojournNs", distribution(queue.sojournNs()));
        return document;
    }

    private static JsonObject distribution(final DistributionInfo distribution) {
        final JsonObject document = new JsonObject();
        document.addProperty("count", distribution.count());
        document.addProperty("mean", distribution.mean());
        document.addProperty("p50", distribution.p50());
        document.addProperty("p90", distribution.p90());
        document.addProperty("p99", distribution.p99());
        document.addProperty("p999", distribution.p999());
        document.addProperty("greatest", distribution.greatest());
        document.add("parts", Documents.list(distribution.parts(), InstrumentDocuments::part));
        return document;
    }

    private static JsonObject part(final DistributionInfo.Part part) {
        final JsonObject document = new JsonObject();
        document.addProperty("least", part.least());
        document.addProperty("most", part.most());
        document.addProperty("count", part.count());
        return document;
    }
}
