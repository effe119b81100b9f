package org.jackfield.lab.workload;

import org.jackfield.lab.api.FrameSource;
import org.jackfield.lab.api.Workload;

/** Traffic put together from settings. Immutable. */
final class GeneratedWorkload implements Workload {
    static final String ONE_WAY = "one-way";
    static final String REQUEST_RESPONSE = "request-response";

    private static final double NS_PER_SECOND = 1e9;

    private final Settings settings;
    private final Addresses addresses;
    private final Extent extent;

    /**
     * Checks settings against each other.
     *
     * @throws IllegalArgumentException names the key, the value and what is allowed
     */
    GeneratedWorkload(final Settings settings, final Addresses addresses) {
        this.settings = settings;
        this.addresses = addresses;
        extent = Extent.of(settings);
        if (settings.text("choice").equals(FlowChoice.ELEPHANTS)
                && settings.whole("elephants") >= settings.whole("flows")) {
            throw settings.refusal("elephants", "must be less than flows=" + settings.text("flows"));
        }
        final double flows = expectedFlows();
        if (flows > FlowPlaces.MOST_FLOWS) {
            throw settings.refusal(
                    "flow-frames",
                    String.format(
                            "makes %.0f flows, more than the %d there are numbers for; give flows more frames, or"
                                    + " make 'frames', 'duration-ms' or 'rate' less",
                            flows, FlowPlaces.MOST_FLOWS));
        }
    }

    @Override
    public String name() {
        return settings.kind();
    }

    @Override
    public FrameSource open(final long seed) {
        final FrameSource requests = new GeneratedSource(settings, addresses, extent, seed);
        return settings.text("direction").equals(ONE_WAY)
                ? requests
                : new AnsweredSource(requests, settings, addresses, seed);
    }

    /** Flows there will be, about. */
    private double expectedFlows() {
        final double flows = settings.whole("flows");
        if (settings.text("flow-sizes").equals(FlowSizes.PERSISTENT)) {
            return flows;
        }
        final double frames = Math.min(extent.frames(), extent.ns() / NS_PER_SECOND * Arrivals.meanRate(settings));
        final boolean herd = settings.text("choice").equals(FlowChoice.ELEPHANTS);
        final double ofFlowsThatEnd = herd ? frames * (1 - settings.real("elephant-share")) : frames;
        return flows + ofFlowsThatEnd / settings.whole("flow-frames");
    }
}
