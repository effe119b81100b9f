package org.jackfield.testkit.contract;

import java.util.Optional;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;

/** A port that receives nothing and forgets what it is sent: the example of the API's README. */
@Component(
        service = Port.class,
        property = "type=nothing",
        configurationPid = "org.jackfield.port.nothing",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class NothingPort implements Port {
    private Optional<PortHost> host = Optional.empty();

    @Modified
    void modified() {}

    @Override
    public PortCapabilities capabilities() {
        return new PortCapabilities(1, 68, 65521);
    }

    @Override
    public void open(final PortHost opened, final PortSettings settings, final int queues) throws PortException {
        opened.mtu(mtu(settings));
        final Nothing nothing = new Nothing();
        opened.attach(0, nothing, nothing);
        host = Optional.of(opened);
    }

    @Override
    public void setQueues(final int queues) {}

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        final int mtu = mtu(settings);
        host.ifPresent(open -> open.mtu(mtu));
        return true;
    }

    @Override
    public void close() {
        host = Optional.empty();
    }

    private static int mtu(final PortSettings settings) throws PortException {
        return (int) settings.number("mtu", 1500, 68, 65521);
    }

    /** Both halves of its queue. */
    private static final class Nothing implements RxQueue, TxQueue {
        @Override
        public int receive(final FrameBatch batch) {
            return 0;
        }

        @Override
        public int wakeFd() {
            return -1;
        }

        @Override
        public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
            for (int i = from; i < from + n; i++) {
                pool.release(frames[i]);
            }
            return n;
        }

        @Override
        public int complete(final FramePool pool) {
            return 0;
        }
    }
}
