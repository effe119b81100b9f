package org.jackfield.control.shell.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jackfield.api.admin.BundleInfo;
import org.jackfield.api.admin.EventInfo;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.PortTypeInfo;
import org.jackfield.api.admin.StageInfo;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.admin.WorkerInfo;

/**
 * The JSON documents of the commands. Their form is a promise (README of this bundle): keys may be added, none renamed or
 * removed. Written out by hand so that renaming a record component cannot change it.
 */
final class Documents {
    private Documents() {}

    static JsonObject port(final PortInfo port) {
        final JsonObject document = new JsonObject();
        document.addProperty("name", port.name());
        document.addProperty("type", port.type());
        document.addProperty("bridge", port.bridge());
        document.addProperty("state", port.state().toString());
        document.addProperty("reason", port.reason());
        document.addProperty("index", port.index());
        document.addProperty("generation", port.generation());
        document.addProperty("mtu", port.mtu());
        document.addProperty("kernelSteering", port.kernelSteering());
        document.addProperty("kernelDrops", port.kernelDrops());
        document.add("rx", traffic(port.rxFrames(), port.rxBytes()));
        document.add("tx", traffic(port.txFrames(), port.txBytes()));
        document.addProperty("forwarded", port.forwarded());
        document.addProperty("copies", port.copies());
        document.add("drops", counts(port.drops()));
        document.add("queues", list(port.queues(), Documents::queue));
        final JsonObject details = new JsonObject();
        port.details().forEach(details::addProperty);
        document.add("details", details);
        return document;
    }

    /** A port that is configured but not in the switch: its type is not deployed, or its code failed to start. */
    static JsonObject waitingPort(final String name, final PortWait wait) {
        final JsonObject document = new JsonObject();
        document.addProperty("name", name);
        document.addProperty("type", wait.type());
        document.addProperty("state", wait.faulted() ? "FAULTED" : "WAITING");
        document.addProperty("reason", wait.reason());
        return document;
    }

    static JsonObject bundle(final BundleInfo bundle) {
        final JsonObject document = new JsonObject();
        document.addProperty("id", bundle.id());
        document.addProperty("name", bundle.name());
        document.addProperty("version", bundle.version());
        document.addProperty("state", bundle.state());
        document.addProperty("startLevel", bundle.startLevel());
        document.addProperty("origin", bundle.origin());
        document.addProperty("file", bundle.file());
        document.addProperty("reason", bundle.reason());
        return document;
    }

    static JsonObject type(final PortTypeInfo type) {
        final JsonObject document = new JsonObject();
        document.addProperty("type", type.type());
        document.addProperty("sentence", type.sentence());
        document.addProperty("bundle", type.bundle());
        document.addProperty("version", type.version());
        document.add("alsoOfferedBy", texts(type.alsoOfferedBy()));
        document.add("keys", list(type.keys(), Documents::key));
        return document;
    }

    private static JsonObject key(final PortTypeInfo.KeyInfo key) {
        final JsonObject document = new JsonObject();
        document.addProperty("key", key.key());
        document.addProperty("kind", key.kind());
        document.addProperty("list", key.list());
        document.addProperty("required", key.required());
        document.addProperty("default", key.fallback());
        document.addProperty("least", key.least());
        document.addProperty("most", key.most());
        document.add("options", texts(key.options()));
        document.addProperty("sentence", key.sentence());
        return document;
    }

    static JsonObject event(final EventInfo event) {
        final JsonObject document = new JsonObject();
        document.addProperty("number", event.number());
        document.addProperty("timeMs", event.timeMs());
        document.addProperty("kind", event.event().kind().toString());
        document.addProperty("subject", event.event().subject());
        document.addProperty("text", event.event().text());
        return document;
    }

    private static JsonObject queue(final PortInfo.QueueInfo queue) {
        final JsonObject document = new JsonObject();
        document.addProperty("queue", queue.queue());
        document.addProperty("worker", queue.worker());
        document.add("rx", traffic(queue.rxFrames(), queue.rxBytes()));
        document.add("tx", traffic(queue.txFrames(), queue.txBytes()));
        return document;
    }

    private static JsonObject traffic(final long frames, final long bytes) {
        final JsonObject document = new JsonObject();
        document.addProperty("frames", frames);
        document.addProperty("bytes", bytes);
        return document;
    }

    /** A ratio with three decimals, 0 of nothing. */
    static double ratio(final long part, final long whole) {
        return whole == 0 ? 0 : Math.round(1000.0 * part / whole) / 1000.0;
    }

    static JsonObject worker(final WorkerInfo worker) {
        final JsonObject document = new JsonObject();
        document.addProperty("worker", worker.worker());
        document.addProperty("engine", worker.engine());
        document.addProperty("engineReason", worker.engineReason());
        document.addProperty("parked", worker.parked());
        document.addProperty("ownedBuckets", worker.ownedBuckets());
        document.addProperty("cycles", worker.cycles());
        document.addProperty("kernelEntries", worker.kernelEntries());
        document.addProperty("batches", worker.batches());
        document.addProperty("kernelEntriesPerFrame", ratio(worker.kernelEntries(), worker.rxFrames()));
        document.addProperty("framesPerBatch", ratio(worker.rxFrames(), worker.batches()));
        document.addProperty("rxFrames", worker.rxFrames());
        document.addProperty("processed", worker.processed());
        document.addProperty("handoffOut", worker.handoffOut());
        document.addProperty("handoffIn", worker.handoffIn());
        document.addProperty("wakeUps", worker.wakeUps());
        document.addProperty("parkedFrames", worker.parkedFrames());
        document.addProperty("poolEmpty", worker.poolEmpty());
        document.addProperty("learnLost", worker.learnLost());
        document.addProperty("faults", worker.faults());
        document.addProperty("cpuNs", worker.cpuNs());
        document.addProperty("cpus", worker.cpus());
        return document;
    }

    static JsonObject ledgers(final LedgerInfo ledger) {
        final JsonObject frames = new JsonObject();
        frames.addProperty("received", ledger.received());
        frames.addProperty("forwarded", ledger.forwarded());
        frames.addProperty("dropped", ledger.dropped());
        frames.addProperty("balanced", ledger.received() == ledger.forwarded() + ledger.dropped());
        final JsonObject copies = new JsonObject();
        copies.addProperty("made", ledger.copies());
        copies.addProperty("accepted", ledger.accepted());
        copies.addProperty("dropped", ledger.copiesDropped());
        copies.addProperty("balanced", ledger.copies() == ledger.accepted() + ledger.copiesDropped());
        final JsonObject document = new JsonObject();
        document.add("frames", frames);
        document.add("copies", copies);
        document.addProperty("kernelDrops", ledger.kernelDrops());
        document.addProperty("balanced", ledger.balanced());
        return document;
    }

    static JsonObject entry(final FdbEntryInfo entry) {
        final JsonObject document = new JsonObject();
        document.addProperty("bridge", entry.bridge());
        document.addProperty("mac", entry.mac());
        document.addProperty("port", entry.port());
        document.addProperty("kind", entry.kind().toLowerCase(Locale.ROOT));
        document.addProperty("ageSeconds", entry.ageSeconds());
        return document;
    }

    static JsonObject stage(final StageInfo stage) {
        final JsonObject document = new JsonObject();
        document.addProperty("name", stage.name());
        document.addProperty("type", stage.type());
        document.addProperty("phase", stage.phase());
        document.addProperty("state", stage.state());
        document.addProperty("reason", stage.reason());
        document.addProperty("ranking", stage.ranking());
        document.add("ports", texts(stage.ports()));
        document.addProperty("frames", stage.frames());
        document.addProperty("dropped", stage.dropped());
        document.addProperty("copies", stage.copies());
        document.addProperty("noCopy", stage.noCopy());
        final JsonObject details = new JsonObject();
        stage.details().forEach(details::addProperty);
        document.add("details", details);
        return document;
    }

    static JsonObject steering(final SteeringInfo steering) {
        final JsonObject document = new JsonObject();
        document.addProperty("policy", steering.policy());
        document.addProperty("preservesOrder", steering.preservesOrder());
        document.addProperty("buckets", steering.buckets());
        document.add("owners", list(steering.owners(), Documents::run));
        document.addProperty("moves", steering.moves());
        document.addProperty("bucketsMoved", steering.bucketsMoved());
        document.addProperty("moving", steering.moving());
        document.add("unsteeredPorts", texts(steering.unsteeredPorts()));
        document.addProperty("width", steering.width());
        document.addProperty("reason", steering.reason());
        document.addProperty("chosen", steering.chosen());
        document.add("policies", texts(steering.policies()));
        document.addProperty("byFrame", steering.byFrame());
        document.add("deployed", list(steering.deployed(), Documents::policy));
        document.add("scopes", list(steering.scopes(), Documents::scope));
        return document;
    }

    private static JsonObject scope(final SteeringInfo.ScopeInfo scope) {
        final JsonObject document = new JsonObject();
        document.addProperty("policy", scope.policy());
        document.add("ports", texts(scope.ports()));
        document.add("bridges", texts(scope.bridges()));
        document.addProperty("inForce", scope.inForce());
        document.addProperty("preservesOrder", scope.preservesOrder());
        document.addProperty("byFrame", scope.byFrame());
        document.addProperty("width", scope.width());
        document.add("owners", list(scope.owners(), Documents::run));
        document.addProperty("reason", scope.reason());
        document.add("activePorts", texts(scope.activePorts()));
        return document;
    }

    static JsonObject limits(final SteeringLimits limits) {
        final JsonObject document = new JsonObject();
        document.add("excluded", numbers(limits.excluded()));
        document.addProperty("mostWorkers", limits.mostWorkers());
        document.add("weights", numbers(limits.weights()));
        return document;
    }

    private static JsonArray numbers(final List<Integer> numbers) {
        final JsonArray array = new JsonArray();
        numbers.forEach(array::add);
        return array;
    }

    static JsonObject policy(final SteeringInfo.PolicyInfo policy) {
        final JsonObject document = new JsonObject();
        document.addProperty("name", policy.name());
        document.addProperty("preservesOrder", policy.preservesOrder());
        return document;
    }

    static JsonObject flow(final FlowInfo flow) {
        final JsonObject document = new JsonObject();
        document.addProperty("hash", Integer.toUnsignedLong(flow.hash()));
        document.addProperty("bucket", flow.bucket());
        document.addProperty("owner", flow.owner());
        document.addProperty("policy", flow.policy());
        document.addProperty("byFrame", flow.byFrame());
        document.add("queues", list(flow.queues(), Documents::flowQueue));
        return document;
    }

    private static JsonObject flowQueue(final FlowInfo.FlowQueue queue) {
        final JsonObject document = new JsonObject();
        document.addProperty("port", queue.port());
        document.addProperty("queue", queue.queue());
        document.addProperty("worker", queue.worker());
        document.addProperty("steered", queue.steered());
        document.addProperty("owner", queue.owner());
        document.addProperty("policy", queue.policy());
        document.addProperty("byFrame", queue.byFrame());
        return document;
    }

    private static JsonObject run(final SteeringInfo.OwnerRun run) {
        final JsonObject document = new JsonObject();
        document.addProperty("first", run.first());
        document.addProperty("last", run.last());
        document.addProperty("worker", run.worker());
        return document;
    }

    static JsonObject counts(final Map<String, Long> counts) {
        final JsonObject document = new JsonObject();
        counts.forEach(document::addProperty);
        return document;
    }

    static JsonArray texts(final List<String> texts) {
        final JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    static <T> JsonArray list(final List<T> items, final Function<T, JsonObject> form) {
        final JsonArray array = new JsonArray();
        items.forEach(item -> array.add(form.apply(item)));
        return array;
    }

    /** A document with one member. */
    static JsonObject of(final String key, final JsonElement value) {
        final JsonObject document = new JsonObject();
        document.add(key, value);
        return document;
    }
}
