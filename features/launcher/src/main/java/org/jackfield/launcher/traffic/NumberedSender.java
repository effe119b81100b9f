package org.jackfield.launcher.traffic;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends numbered frames in turn over all flows, in bursts of at most 32. Options: {@code --to}, {@code --port}, {@code --flows}
 * (1), {@code --rate} in frames a second over all flows (1000), {@code --size} in bytes of the whole frame without FCS (60),
 * {@code --count} in frames or {@code --ms} of time, {@code --source-port} of flow 0 (20000). Prints {@value #SENDING}
 * when it begins, which with {@code --wait 1} is after a first line of input.
 */
final class NumberedSender {
    private static final int HEADERS_IPV4 = 14 + 20 + 8;
    private static final int HEADERS_IPV6 = 14 + 40 + 8;
    private static final int MOST_BURST = 32;
    private static final String SENDING = "sending";

    private final Options options;
    private final AtomicBoolean stop;
    private final int flows;
    private final long rate;
    private final long count;
    private final long lastingMs;
    private final long[] sent;
    private long refused;
    private String lastRefusal = "";

    NumberedSender(final Options options, final AtomicBoolean stop) {
        this.options = options;
        this.stop = stop;
        flows = (int) options.number("flows", 1);
        rate = options.number("rate", 1000);
        count = options.number("count", Long.MAX_VALUE);
        lastingMs = options.number("ms", Long.MAX_VALUE / 1_000_000);
        sent = new long[flows];
    }

    SendReport run() throws IOException {
        final InetAddress to = InetAddress.getByName(options.text("to"));
        final InetSocketAddress target = new InetSocketAddress(to, (int) options.number("port", 0));
        final DatagramChannel[] channels = open(target);
        final long startNs = System.nanoTime();
        try {
            sendAll(channels, payload(to.getAddress().length == 4 ? HEADERS_IPV4 : HEADERS_IPV6), startNs);
        } finally {
            for (final DatagramChannel channel : channels) {
                channel.close();
            }
        }
        long total = 0;
        for (final long each : sent) {
            total += each;
        }
        return new SendReport(total, sent, refused, lastRefusal, (System.nanoTime() - startNs) / 1_000_000);
    }

    private DatagramChannel[] open(final InetSocketAddress target) throws IOException {
        final DatagramChannel[] channels = new DatagramChannel[flows];
        final int firstPort = (int) options.number("source-port", 20_000);
        for (int flow = 0; flow < flows; flow++) {
            channels[flow] = DatagramChannel.open()
                    .setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20)
                    .bind(new InetSocketAddress(firstPort + flow))
                    .connect(target);
        }
        return channels;
    }

    private ByteBuffer payload(final int headerBytes) {
        final int lengthBytes = (int) options.number("size", 60) - headerBytes;
        final ByteBuffer payload = ByteBuffer.allocateDirect(Math.max(NumberedFrame.LENGTH_BYTES, lengthBytes));
        payload.putInt(0, NumberedFrame.MAGIC);
        return payload;
    }

    private void sendAll(final DatagramChannel[] channels, final ByteBuffer payload, final long startNs) {
        final int burst = (int) Math.max(1, Math.min(MOST_BURST, rate / 1000));
        final Pacer pacer = new Pacer(rate, burst);
        System.out.println(SENDING);
        int flow = 0;
        for (long done = 0; done < count && !stop.get(); ) {
            pacer.await();
            if (System.nanoTime() - startNs > lastingMs * 1_000_000) {
                return;
            }
            for (int i = 0; i < burst && done < count; i++, done++) {
                sendOne(channels[flow], payload, flow);
                flow = flow + 1 == flows ? 0 : flow + 1;
            }
        }
    }

    private void sendOne(final DatagramChannel channel, final ByteBuffer payload, final int flow) {
        payload.clear();
        payload.putInt(NumberedFrame.FLOW_OFFSET, flow);
        payload.putLong(NumberedFrame.SEQUENCE_OFFSET, sent[flow]);
        try {
            if (channel.write(payload) == payload.limit()) {
                sent[flow]++;
            } else {
                refuse("short write");
            }
        } catch (final PortUnreachableException earlierFrame) {
            refuse("port unreachable");
        } catch (final IOException refusal) {
            refuse(String.valueOf(refusal.getMessage()));
        }
    }

    private void refuse(final String words) {
        refused++;
        lastRefusal = words;
    }
}
