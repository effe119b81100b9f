package org.jackfield.lab.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of generated workloads: one set of settings, and for each kind what some of them are when they are not set. */
final class GeneratedKinds {
    private static final List<Setting> SETTINGS = settings();
    private static final Map<String, Preset> PRESETS = presets();

    /**
     * A kind.
     *
     * @param sentence what it is
     * @param standards what differs from the standard of all kinds
     */
    private record Preset(String sentence, Map<String, String> standards) {}

    private GeneratedKinds() {}

    /** All, in the order of documentation. */
    static List<String> names() {
        return List.copyOf(PRESETS.keySet());
    }

    static String sentence(final String kind) {
        return preset(kind).sentence();
    }

    static List<Setting> settings(final String kind) {
        final Map<String, String> standards = preset(kind).standards();
        return SETTINGS.stream()
                .map(setting -> setting.standard(standards.getOrDefault(
                        setting.key().name(), setting.key().standard())))
                .toList();
    }

    private static Preset preset(final String kind) {
        final Preset preset = PRESETS.get(kind);
        if (preset == null) {
            throw new IllegalStateException("no kind " + kind);
        }
        return preset;
    }

    private static Map<String, Preset> presets() {
        final Map<String, Preset> kinds = new LinkedHashMap<>();
        kinds.put("udp", new Preset("Small UDP frames of some flows at a constant rate.", Map.of()));
        kinds.put("one-flow", new Preset("One flow of full frames.", Map.of("flows", "1", "sizes", "1514")));
        kinds.put(
                "many-flows",
                new Preset(
                        "A hundred thousand flows of the same weight.",
                        Map.of("flows", "100000", "arrivals", Arrivals.POISSON)));
        kinds.put(
                "imix",
                new Preset(
                        "The mix of lengths of the Internet, 7:4:1 of 64, 594 and 1518 bytes with FCS.",
                        Map.of("sizes", FrameLengths.IMIX, "flows", "256", "arrivals", Arrivals.POISSON)));
        kinds.put(
                "zipf",
                new Preset(
                        "Flows whose weights follow Zipf's law; flow 0 is the heaviest.",
                        Map.of("flows", "10000", "choice", FlowChoice.ZIPF, "arrivals", Arrivals.POISSON)));
        kinds.put(
                "elephants-and-mice",
                new Preset(
                        "A few heavy flows that stay (their numbers come first) and many small ones that come and go.",
                        Map.of(
                                "flows",
                                "1004",
                                "choice",
                                FlowChoice.ELEPHANTS,
                                "flow-sizes",
                                FlowSizes.PARETO,
                                "flow-frames",
                                "20",
                                "sizes",
                                "60-1514",
                                "arrivals",
                                Arrivals.POISSON)));
        kinds.put(
                "bursty",
                new Preset(
                        "Bursts of random length, and gaps of random length between them.",
                        Map.of("arrivals", Arrivals.BURSTY, "rate", "1000000", "flows", "64")));
        kinds.put(
                "incast",
                new Preset(
                        "Many senders that answer at the same time, again and again: all flows in one burst.",
                        Map.of(
                                "arrivals", Arrivals.PERIODIC,
                                "rate", "1000000",
                                "burst", "256",
                                "gap-us", "10000",
                                "choice", FlowChoice.IN_TURN,
                                "flows", "32",
                                "protocol", Headers.TCP,
                                "sizes", "1514")));
        kinds.put(
                "request-response",
                new Preset(
                        "Requests, each answered from the other end; what is asked does not wait for answers.",
                        Map.of(
                                "direction", GeneratedWorkload.REQUEST_RESPONSE,
                                "arrivals", Arrivals.POISSON,
                                "flows", "64",
                                "sizes", "128",
                                "response-sizes", "1024")));
        kinds.put(
                "small-tcp",
                new Preset(
                        "TCP that sends 512 bytes at a time: frames of 566 bytes with IPv4.",
                        Map.of("protocol", Headers.TCP, "sizes", "566", "flows", "8")));
        kinds.put(
                "syn-storm",
                new Preset(
                        "Every frame is the SYN of a new flow.",
                        Map.of(
                                "protocol", Headers.SYN,
                                "flows", "1",
                                "flow-sizes", FlowSizes.FIXED,
                                "flow-frames", "1",
                                "arrivals", Arrivals.POISSON)));
        kinds.put(
                "pauses",
                new Preset(
                        "More flows than the 4096 entries of the tap driver's flow table, each silent for 5 s between its"
                                + " frames: longer than the 3 s after which that table forgets.",
                        Map.of(
                                "flows", "5000",
                                "choice", FlowChoice.IN_TURN,
                                "train", "4",
                                "rate", "4000",
                                "duration-ms", "20000")));
        return kinds;
    }

    private static List<Setting> settings() {
        final List<Setting> all = new ArrayList<>(ends());
        all.addAll(times());
        all.addAll(flows());
        all.addAll(headers());
        all.addAll(ways());
        return List.copyOf(all);
    }

    private static List<Setting> ends() {
        return List.of(
                Setting.whole(
                        "duration-ms",
                        1,
                        86_400_000,
                        "1000",
                        "Milliseconds until the sender ends. Where `frames` alone is set, there is no such end."),
                Setting.whole(
                        "frames",
                        0,
                        1_000_000_000_000L,
                        "0",
                        "Frames the sender sends, if time does not end it before; 0 for any number."));
    }

    private static List<Setting> times() {
        return List.of(
                Setting.word(
                        "arrivals",
                        Arrivals.WORDS,
                        Arrivals.CONSTANT,
                        "When frames come: at equal distances; at random (exponential distances); in bursts and gaps of"
                                + " random length; or in bursts and gaps that are all the same."),
                Setting.real(
                        "rate",
                        "0.001",
                        "1000000000",
                        "100000",
                        "Frames a second the sender sends; of bursty and periodic arrivals while a burst lasts."),
                Setting.whole(
                        "burst",
                        1,
                        1_000_000,
                        "64",
                        "Frames of a burst: the mean of bursty arrivals (geometric), exactly so many of periodic ones."),
                Setting.real(
                        "gap-us",
                        "0",
                        "3600000000",
                        "1000",
                        "Microseconds between bursts: the mean of bursty arrivals (exponential), exactly that of periodic"
                                + " ones."),
                Setting.lengths(
                        "sizes",
                        "60",
                        "Bytes of a frame without FCS: always the same, the mix of the Internet, or any of a range. No frame"
                                + " is shorter than its headers."));
    }

    private static List<Setting> flows() {
        return List.of(
                Setting.whole("flows", 1, 1_000_000, "16", "Flows there are at a time."),
                Setting.word(
                        "choice",
                        FlowChoice.WORDS,
                        FlowChoice.UNIFORM,
                        "Which flow sends next: any with the same chance, one after the other, by Zipf's law, or elephants"
                                + " more often than mice."),
                Setting.real(
                        "zipf-exponent",
                        "0",
                        "10",
                        "1",
                        "With choice=zipf: the chance of the flow of rank k is proportional to 1 / k to this power."),
                Setting.whole("elephants", 1, 999_999, "4", "With choice=elephants: how many of the flows are heavy."),
                Setting.real(
                        "elephant-share",
                        "0",
                        "1",
                        "0.8",
                        "With choice=elephants: their share of the frames, together."),
                Setting.whole("train", 1, 1_000_000, "1", "Frames a chosen flow sends before another is chosen."),
                Setting.word(
                        "flow-sizes",
                        FlowSizes.WORDS,
                        FlowSizes.PERSISTENT,
                        "Whether flows stay, or end after a fixed or a heavy-tailed number of frames, and a new one takes"
                                + " the place. Elephants stay."),
                Setting.whole(
                        "flow-frames",
                        1,
                        1_000_000_000,
                        "10",
                        "Frames of a flow that ends; the mean of heavy-tailed sizes, roughly where it is small."),
                Setting.real(
                        "pareto-shape",
                        "1.05",
                        "10",
                        "1.2",
                        "With flow-sizes=pareto: the chance of more than x frames falls with x to the minus this."));
    }

    private static List<Setting> headers() {
        return List.of(
                Setting.word(
                        "protocol",
                        Headers.PROTOCOLS,
                        Headers.UDP,
                        "Headers of frames. A SYN has no payload: its frame is padded."),
                Setting.word("ip", Headers.FAMILIES, "4", "Version of IP."),
                Setting.whole("vlan", 0, 4094, "0", "VID of an 802.1Q tag; 0 for no tag."));
    }

    private static List<Setting> ways() {
        return List.of(
                Setting.word(
                        "guest-queue",
                        GuestQueues.WORDS,
                        GuestQueues.KERNEL,
                        "Queue a guest puts a frame in: left to the kernel; by a hash of the flow; or that of the processor"
                                + " the sender of the flow runs on."),
                Setting.whole("guest-queues", 1, 256, "2", "Queues of a guest, where it chooses."),
                Setting.whole(
                        "cpu-stay-ms",
                        0,
                        3_600_000,
                        "1000",
                        "With guest-queue=cpu: after so many milliseconds a sender's processor is drawn anew; 0 for never:"
                                + " flows are dealt to processors in turn."),
                Setting.word(
                        "direction",
                        List.of(GeneratedWorkload.ONE_WAY, GeneratedWorkload.REQUEST_RESPONSE),
                        GeneratedWorkload.ONE_WAY,
                        "Whether the other end, on port 1, answers each frame. Answers come on top of `frames` and"
                                + " `rate`."),
                Setting.whole("response-us", 0, 60_000_000, "50", "Microseconds from a request to its answer."),
                Setting.lengths("response-sizes", "60", "Bytes of an answer, as in `sizes`."));
    }
}
