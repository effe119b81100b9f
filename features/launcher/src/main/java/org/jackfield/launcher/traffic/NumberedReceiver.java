package org.jackfield.launcher.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Receives numbered frames until its input ends and nothing has come for {@code --quiet-ms} (300). Options: {@code --port},
 * {@code --flows} (1), {@code --buffer} bytes of socket buffer to ask for (64 MiB; the kernel grants net.core.rmem_max),
 * {@code --late-ms} to wait before it reads (0). Prints {@value #READY} once frames reach its socket.
 */
final class NumberedReceiver {
    static final String READY = "ready";

    private final Options options;
    private final AtomicBoolean stop;
    private final FlowAccount[] flows;
    private final ByteBuffer payload = ByteBuffer.allocateDirect(65_536);
    private long received;
    private long foreign;

    NumberedReceiver(final Options options, final AtomicBoolean stop) {
        this.options = options;
        this.stop = stop;
        flows = new FlowAccount[(int) options.number("flows", 1)];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = new FlowAccount();
        }
    }

    ReceiveReport run() throws IOException {
        final long dropsBefore = UdpCounters.receiveBufferErrors();
        final int bufferBytes;
        try (DatagramChannel channel = DatagramChannel.open();
                Selector selector = Selector.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, (int) options.number("buffer", 64 << 20));
            bufferBytes = channel.getOption(StandardSocketOptions.SO_RCVBUF);
            channel.bind(new InetSocketAddress((int) options.number("port", 0)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            System.out.println(READY);
            sleep(options.number("late-ms", 0));
            receiveAll(channel, selector);
        }
        final long socketDrops = UdpCounters.receiveBufferErrors() - dropsBefore;
        return new ReceiveReport(received, foreign, socketDrops, bufferBytes, reports());
    }

    private static void sleep(final long ms) {
        try {
            Thread.sleep(ms);
        } catch (final InterruptedException nobodyDoes) {
            throw new IllegalStateException(nobodyDoes);
        }
    }

    private void receiveAll(final DatagramChannel channel, final Selector selector) throws IOException {
        final long quietNs = options.number("quiet-ms", 300) * 1_000_000;
        long lastNs = System.nanoTime();
        while (!stop.get() || System.nanoTime() - lastNs < quietNs) {
            payload.clear();
            if (channel.receive(payload) == null) {
                selector.select(50);
                selector.selectedKeys().clear();
            } else {
                lastNs = System.nanoTime();
                account(lastNs);
            }
        }
    }

    private void account(final long arrivalNs) {
        payload.flip();
        if (NumberedFrame.matches(payload, flows.length)) {
            received++;
            flows[payload.getInt(NumberedFrame.FLOW_OFFSET)].arrive(
                    payload.getLong(NumberedFrame.SEQUENCE_OFFSET), arrivalNs);
        } else {
            foreign++;
        }
    }

    private List<FlowReport> reports() {
        final List<FlowReport> reports = new ArrayList<>();
        for (int flow = 0; flow < flows.length; flow++) {
            reports.add(flows[flow].report(flow));
        }
        return reports;
    }
}
