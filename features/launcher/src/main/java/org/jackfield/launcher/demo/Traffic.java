package org.jackfield.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends and receives traffic inside a network namespace; started by the demo with {@code ip netns exec}. Each role prints
 * {@code ready} when it listens and one line {@code done key=value ...} when it ends.
 *
 * <pre>
 * tcp-receive ADDRESS PORT               counts bytes of one connection until its end
 * tcp-send    ADDRESS PORT SECONDS       sends for so long
 * udp-receive ADDRESS PORT SILENCE-MS    counts datagrams until none came for so long
 * udp-send    ADDRESS PORT SECONDS FLOWS RATE    datagrams a second over so many source ports
 * </pre>
 */
public final class Traffic {
    /** UDP payload of a 64-byte Ethernet frame: 64 - 14 (Ethernet) - 20 (IPv4) - 8 (UDP) - 4 (FCS). */
    static final int SMALL_PAYLOAD = 18;

    private static final int CHUNK = 128 * 1024;
    private static final int ACCEPT_MS = 10_000;
    private static final int SOCKET_BUFFER = 4 << 20;
    /** Datagrams sent between two looks at the clock. */
    private static final int BURST = 16;

    private Traffic() {}

    /** Plays one role. */
    public static void main(final String[] args) throws IOException {
        final InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByName(args[1]), Integer.parseInt(args[2]));
        switch (args[0]) {
            case "tcp-receive" -> receiveTcp(address);
            case "tcp-send" -> sendTcp(address, Integer.parseInt(args[3]));
            case "udp-receive" -> receiveUdp(address, Integer.parseInt(args[3]));
            case "udp-send" ->
                sendUdp(address, Integer.parseInt(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
            default -> throw new IllegalArgumentException("no role " + args[0]);
        }
    }

    private static void say(final String format, final Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
        System.out.flush();
    }

    private static void receiveTcp(final InetSocketAddress address) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(address);
            server.setSoTimeout(ACCEPT_MS);
            say("ready");
            try (Socket socket = server.accept();
                    InputStream in = socket.getInputStream()) {
                final byte[] buffer = new byte[CHUNK];
                long bytes = 0;
                final long start = System.nanoTime();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    bytes += read;
                }
                say("done bytes=%d ns=%d", bytes, System.nanoTime() - start);
            }
        }
    }

    private static void sendTcp(final InetSocketAddress address, final int seconds) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, ACCEPT_MS);
            final OutputStream out = socket.getOutputStream();
            final byte[] buffer = new byte[CHUNK];
            long bytes = 0;
            final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (System.nanoTime() < end) {
                out.write(buffer);
                bytes += buffer.length;
            }
            say("done bytes=%d", bytes);
        }
    }

    private static void receiveUdp(final InetSocketAddress address, final int silenceMs) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            channel.bind(address);
            channel.socket().setSoTimeout(ACCEPT_MS);
            say("ready");
            final java.net.DatagramPacket datagram = new java.net.DatagramPacket(new byte[2048], 2048);
            long received = 0;
            try {
                while (true) {
                    channel.socket().receive(datagram);
                    if (received++ == 0) {
                        channel.socket().setSoTimeout(silenceMs);
                    }
                }
            } catch (final SocketTimeoutException silence) {
                say("done received=%d", received);
            }
        }
    }

    private static void sendUdp(final InetSocketAddress address, final int seconds, final int flows, final int rate)
            throws IOException {
        final DatagramChannel[] channels = new DatagramChannel[flows];
        for (int i = 0; i < flows; i++) {
            channels[i] = DatagramChannel.open();
            channels[i].connect(address);
        }
        final ByteBuffer payload = ByteBuffer.allocateDirect(SMALL_PAYLOAD);
        final long start = System.nanoTime();
        final long total = (long) rate * seconds;
        long sent = 0;
        while (sent < total) {
            final long due = start + (long) (sent * 1e9 / rate);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            for (int i = 0; i < BURST && sent < total; i++, sent++) {
                channels[(int) (sent % flows)].write(payload.clear());
            }
        }
        for (final DatagramChannel channel : channels) {
            channel.close();
        }
        say("done sent=%d", sent);
    }
}
