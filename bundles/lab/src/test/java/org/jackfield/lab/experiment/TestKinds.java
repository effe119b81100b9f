package org.jackfield.lab.experiment;

import java.util.List;
import java.util.Optional;

/** A few kinds and policies. */
public final class TestKinds implements Kinds {
    private static final Setting RATE = new Setting("rate", "frames/s", "1000", "how many frames a second");
    private static final Setting BYTES = new Setting("bytes", "1 to 1472", "64", "of payload");

    private static final Setting DURATION = new Setting("duration-ms", "1 to 1000", "1000", "until it ends");

    @Override
    public List<Kind> workloads() {
        return List.of(
                new Kind("imix", "frames of three sizes", List.of(RATE), Mode.BOTH),
                new Kind("udp", "datagrams", List.of(RATE, BYTES, DURATION), Mode.BOTH),
                new Kind("iperf3", "TCP", List.of(), Mode.LIVE));
    }

    @Override
    public List<String> policies() {
        return List.of("symmetric-hash", "rebalance", "flowlet");
    }

    @Override
    public Optional<String> fault(final WorkloadChoice choice) {
        final String rate = choice.settings().getOrDefault("rate", "1");
        return rate.matches("\\d+") ? Optional.empty() : Optional.of("rate '" + rate + "' is no whole number");
    }

    @Override
    public Optional<String> fault(final PolicyChoice choice) {
        return choice.settings().containsKey("gap")
                ? Optional.of("'flowlet' has no key 'gap'; there is gap-ms")
                : Optional.empty();
    }
}
