package org.jackfield.port.pcap;

import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * A port whose other end is a capture file: what the switch sends to it is recorded ({@link Recording}), or the frames of the file come
 * from it ({@link Replay}). A memory port: its queues are objects of this bundle, called by workers, which never wait for the file. One
 * component for each factory configuration. It leaves nothing to a later version of its code, because queues in memory are code.
 */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.pcap",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=pcap")
@Designate(ocd = PcapConfiguration.class, factory = true)
public final class PcapPort implements Port {
    /** 65535 less an Ethernet header: any frame may be recorded and replayed. */
    static final int MOST_MTU = 65521;

    private static final int LEAST_MTU = 68;
    private static final PortCapabilities CAPABILITIES =
            new PortCapabilities(PcapKeys.MOST_QUEUES, LEAST_MTU, MOST_MTU);

    /** Written by port-ops threads, one at a time. */
    private volatile Optional<OpenPcap> pcap = Optional.empty();
    /** The configuration in force. Port-ops threads, one at a time. */
    private PortSettings applied = new PortSettings(Map.of());
    /** A file whose replay failed; kept from one opening to the next. */
    private final BrokenFile broken = new BrokenFile();

    /**
     * Keeps the component for a changed configuration: the switch reads its service properties and calls {@link #reconfigure}.
     */
    @Modified
    void modified() {}

    @Override
    public PortCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void open(final PortHost host, final PortSettings settings, final int queues) throws PortException {
        checkQueues(settings.name(), queues);
        pcap = Optional.of(
                PcapKeys.replays(settings)
                        ? Replay.open(host, ReplaySettings.of(settings), broken, queues)
                        : Recording.open(host, RecordSettings.of(settings), queues));
        applied = settings;
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        checkQueues(applied.name(), queues);
        opened().setQueues(queues);
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        opened();
        if (PcapKeys.replays(settings)) {
            ReplaySettings.of(settings);
        } else {
            RecordSettings.of(settings);
        }
        if (!PcapKeys.same(applied, settings)) {
            return false;
        }
        applied = settings;
        return true;
    }

    @Override
    public Map<String, String> details() {
        return pcap.map(OpenPcap::details).orElse(Map.of());
    }

    @Override
    public void close() {
        pcap.ifPresent(OpenPcap::close);
        pcap = Optional.empty();
    }

    private OpenPcap opened() throws PortException {
        return pcap.orElseThrow(() -> new PortException("the pcap port is not open"));
    }

    private static void checkQueues(final String port, final int queues) throws PortException {
        if (queues < 1 || queues > PcapKeys.MOST_QUEUES) {
            throw new PortException(
                    "port " + port + ": queues=" + queues + " must be from 1 to " + PcapKeys.MOST_QUEUES);
        }
    }
}
