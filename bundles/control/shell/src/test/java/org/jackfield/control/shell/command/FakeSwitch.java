package org.jackfield.control.shell.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.EventInfo;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.admin.PortConfigurations;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.PortTypeInfo;
import org.jackfield.api.admin.ShadowInfo;
import org.jackfield.api.admin.StageInfo;
import org.jackfield.api.admin.SteeringChange;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.admin.SteeringTableInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.admin.WorkerInfo;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.port.PortState;

/** A switch with two ports and two workers that remembers what it was asked to do. */
class FakeSwitch implements SwitchServices, SwitchView, SwitchAdmin, PortConfigurations {
    final List<String> calls = new ArrayList<>();
    final Map<String, String> refusals = new TreeMap<>();
    final List<FdbEntryInfo> entries = new ArrayList<>();
    final Map<String, PortWait> waiting = new TreeMap<>();
    final Map<String, String> refusedFiles = new TreeMap<>();
    final List<EventInfo> events = new ArrayList<>();
    private long ageing = 300;
    String chosenPolicy = "auto";
    byte[] explained = new byte[0];

    private void called(final String call) throws AdminException {
        calls.add(call);
        for (final Map.Entry<String, String> refusal : refusals.entrySet()) {
            if (call.startsWith(refusal.getKey())) {
                throw new AdminException(refusal.getValue());
            }
        }
    }

    static PortInfo info(final String name) {
        final Map<String, String> details = new LinkedHashMap<>();
        details.put("device", name);
        return new PortInfo(
                name,
                "tap",
                "br0",
                PortState.ACTIVE,
                "",
                7,
                false,
                1,
                2,
                1500,
                true,
                3,
                1234567,
                98765432,
                1234560,
                1000,
                64000,
                1002,
                new TreeMap<>(Map.of("same-port", 7L, "tx-full", 2L)),
                List.of(
                        new PortInfo.QueueInfo(0, 0, 1000000, 90000000, 400, 25600),
                        new PortInfo.QueueInfo(1, 1, 234567, 8765432, 600, 38400)),
                details);
    }

    private final Set<String> retried = new HashSet<>();

    @Override
    public SwitchView view() {
        return this;
    }

    @Override
    public SwitchAdmin admin() {
        return this;
    }

    @Override
    public PortConfigurations configurations() {
        return this;
    }

    @Override
    public BundleAdmin bundles() {
        return new FakeBundles(calls);
    }

    @Override
    public Map<String, String> refusedFiles() {
        return refusedFiles;
    }

    @Override
    public List<PortInfo> ports() {
        return List.of(info("vm1"), info("vm2"));
    }

    @Override
    public Optional<PortInfo> port(final String name) {
        return ports().stream().filter(port -> port.name().equals(name)).findFirst();
    }

    @Override
    public List<StageInfo> stages() {
        return List.of(
                new StageInfo("wall", "acl", "FILTER", "FAULTED", "threw", 7, List.of(), 12_345, 45, 0, 0, Map.of()),
                new StageInfo(
                        "m1",
                        "mirror",
                        "OBSERVE",
                        retried.contains("m1") ? "ACTIVE" : "WAITING",
                        "",
                        0,
                        List.of("vm1", "vm2"),
                        12_300,
                        0,
                        1_000,
                        2,
                        Map.of("to", "probe")));
    }

    @Override
    public StageInfo retryStage(final String name) throws AdminException {
        retried.add(name);
        return stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AdminException("no stage " + name));
    }

    @Override
    public List<WorkerInfo> workers() {
        return List.of(
                new WorkerInfo(
                        0,
                        "io-uring",
                        "a multishot read works",
                        true,
                        10,
                        250100,
                        125050,
                        1000400,
                        1000000,
                        400,
                        5,
                        17,
                        0,
                        0,
                        0,
                        0,
                        1_500_000_000L,
                        512),
                new WorkerInfo(
                        1,
                        "io-uring",
                        "a multishot read works",
                        false,
                        20,
                        20,
                        10,
                        235167,
                        235172,
                        5,
                        400,
                        3,
                        0,
                        1,
                        0,
                        0,
                        250_000_000L,
                        512));
    }

    @Override
    public List<FdbEntryInfo> fdb(final String bridge) {
        return entries.stream()
                .filter(entry -> bridge.isEmpty() || entry.bridge().equals(bridge))
                .toList();
    }

    @Override
    public SteeringInfo steering() {
        return new SteeringInfo(
                "symmetric-hash",
                true,
                1024,
                List.of(new SteeringInfo.OwnerRun(0, 511, 0), new SteeringInfo.OwnerRun(512, 1023, 1)),
                2,
                7,
                false,
                List.of("vm2"),
                2,
                "width 2: both are needed",
                chosenPolicy,
                List.of("adaptive-width", "symmetric-hash"),
                false,
                List.of(
                        new SteeringInfo.PolicyInfo("adaptive-width", true),
                        new SteeringInfo.PolicyInfo("symmetric-hash", false)),
                scopes);
    }

    /** Policies it says ports are given to. */
    List<SteeringInfo.ScopeInfo> scopes = List.of();

    @Override
    public void choosePolicy(final String policy, final Collection<String> ports, final Collection<String> bridges)
            throws AdminException {
        called("policy " + policy + " for ports " + ports + " bridges " + bridges);
    }

    private int looks;

    /** Buckets of two workers in turn; between two looks bucket 5 gets 300 frames and bucket 0 gets 100. */
    @Override
    public SteeringTableInfo steeringTable() {
        final List<SteeringTableInfo.BucketInfo> buckets = new ArrayList<>();
        for (int b = 0; b < 1024; b++) {
            final long frames = b == 5 ? 300L * looks : b == 0 ? 100L * looks : 0;
            buckets.add(new SteeringTableInfo.BucketInfo(
                    b, b % 2, frames, 100 * frames, b == 5 ? 3 : 0, b == 5 ? 1_704_067_200_000L : 0));
        }
        return new SteeringTableInfo(2, 1_704_067_200_000L, 1_000_000_000L * ++looks, false, buckets);
    }

    final List<SteeringChange> changes = new ArrayList<>();

    @Override
    public List<SteeringChange> steeringChanges(final long after) {
        return changes.stream().filter(change -> change.number() > after).toList();
    }

    /** Shadows it says it has. */
    final List<ShadowInfo> shadows = new ArrayList<>();

    @Override
    public List<ShadowInfo> shadows() {
        return List.copyOf(shadows);
    }

    /** What it says it has measured. */
    MeasuresInfo measures = MeasuresInfo.NONE;

    @Override
    public MeasuresInfo measures() {
        return measures;
    }

    @Override
    public void addShadow(final String policy, final int sample) throws AdminException {
        called("shadow add " + policy + " " + sample);
    }

    @Override
    public void removeShadow(final String policy) throws AdminException {
        called("shadow remove " + policy);
    }

    @Override
    public void measure(final boolean on, final long seconds, final boolean allMoves) throws AdminException {
        called("measure " + on + " " + seconds + (allMoves ? " all moves" : ""));
    }

    @Override
    public FlowInfo flow(final byte[] frame) {
        explained = frame.clone();
        return new FlowInfo(
                0xABCD1234,
                0x234,
                1,
                "symmetric-hash",
                false,
                List.of(
                        new FlowInfo.FlowQueue("vm1", 1, 1, true, 1, "symmetric-hash", false),
                        new FlowInfo.FlowQueue("vm2", -1, -1, false, 1, "symmetric-hash", false),
                        new FlowInfo.FlowQueue("vm3", 0, 0, false, 1, "symmetric-hash", false)));
    }

    @Override
    public LedgerInfo ledger() {
        return new LedgerInfo(
                2000, 1990, 9, 2100, 2098, 2, new TreeMap<>(Map.of("same-port", 9L, "tx-full", 2L)), 3, false);
    }

    @Override
    public long ageingSeconds() {
        return ageing;
    }

    @Override
    public void addFdbEntry(final String bridge, final long mac, final String port, final boolean sticky)
            throws AdminException {
        called("fdb add " + bridge + " " + Long.toHexString(mac) + " " + port + " " + sticky);
    }

    @Override
    public void removeFdbEntry(final String bridge, final long mac) throws AdminException {
        called("fdb remove " + bridge + " " + Long.toHexString(mac));
    }

    @Override
    public long flushFdb(final String port) throws AdminException {
        called("fdb flush '" + port + "'");
        return 12;
    }

    @Override
    public void setAgeing(final long seconds) throws AdminException {
        called("ageing " + seconds);
        ageing = seconds;
    }

    @Override
    public void choosePolicy(final String policy) throws AdminException {
        called("policy " + policy);
        chosenPolicy = policy;
    }

    @Override
    public void moveBuckets(final int first, final int last, final int worker) throws AdminException {
        called("move " + first + " " + last + " " + worker);
    }

    SteeringLimits limits = SteeringLimits.NONE;

    @Override
    public SteeringLimits steeringLimits() {
        return limits;
    }

    @Override
    public void limitSteering(final SteeringLimits wanted) throws AdminException {
        called("limits " + wanted.text());
        limits = wanted;
    }

    @Override
    public void setWorkerCpus(final int worker, final String cpus) throws AdminException {
        called("cpus " + worker + " " + cpus);
    }

    @Override
    public PortInfo awaitPort(final String name, final long change, final long timeoutMs) {
        throw new UnsupportedOperationException("commands do not wait themselves");
    }

    @Override
    public void awaitGone(final String name, final long timeoutMs) {
        throw new UnsupportedOperationException("commands do not wait themselves");
    }

    @Override
    public List<String> names() {
        final List<String> names = new ArrayList<>(waiting.keySet());
        names.add("vm1");
        return names;
    }

    @Override
    public Map<String, String> values(final String name) throws AdminException {
        if (!names().contains(name)) {
            throw new AdminException("port show " + name + ": there is no such port");
        }
        return new TreeMap<>(Map.of("queues", "2"));
    }

    @Override
    public PortInfo add(final String name, final String type, final Map<String, String> values) throws AdminException {
        called("port add " + name + " " + type + " " + new TreeMap<>(values));
        return info(name);
    }

    @Override
    public PortInfo set(final String name, final Map<String, String> values) throws AdminException {
        called("port set " + name + " " + new TreeMap<>(values));
        return info(name);
    }

    @Override
    public void remove(final String name) throws AdminException {
        called("port remove " + name);
    }

    @Override
    public PortInfo retryPort(final String name) throws AdminException {
        called("port retry " + name);
        return info(name);
    }

    @Override
    public void record(final SwitchEvent event) {
        throw new UnsupportedOperationException("commands record nothing");
    }

    /** An event of a minute of 2024. */
    void happened(final SwitchEvent.Kind kind, final String subject, final String text) {
        final int number = events.size() + 1;
        events.add(new EventInfo(number, 1_704_067_200_000L + 1000 * number, new SwitchEvent(kind, subject, text)));
    }

    @Override
    public List<EventInfo> events(final long after) {
        return events.stream().filter(event -> event.number() > after).toList();
    }

    @Override
    public Map<String, PortWait> waiting() {
        return waiting;
    }

    @Override
    public List<PortTypeInfo> types() {
        return List.of(
                new PortTypeInfo(
                        "patch",
                        "Joins two bridges.",
                        "org.jackfield.port.patch",
                        "0.1.0",
                        List.of("org.example.patch 2.0.0"),
                        List.of(key("peer", "text", true, "", List.of(), "The other end."))),
                new PortTypeInfo(
                        "tap",
                        "A network device of the kernel.",
                        "org.jackfield.port.tap",
                        "0.1.0",
                        List.of(),
                        List.of(
                                new PortTypeInfo.KeyInfo(
                                        "queues", "number", false, false, "1", "1", "256", List.of(), "Queue pairs."),
                                key("steering", "text", false, "kernel", List.of("kernel", "none"), "Who steers."),
                                key("persist", "true/false", false, "false", List.of(), "Keep the device."))));
    }

    private static PortTypeInfo.KeyInfo key(
            final String name,
            final String kind,
            final boolean required,
            final String fallback,
            final List<String> options,
            final String sentence) {
        return new PortTypeInfo.KeyInfo(name, kind, false, required, fallback, "", "", options, sentence);
    }
}
