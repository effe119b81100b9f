package org.jackfield.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Sends and receives TCP inside a network namespace, as a process of its own. Each role prints {@code ready} when it listens and
 * one line {@code done key=value ...} when it ends.
 *
 * <pre>
 * tcp-receive ADDRESS PORT               counts bytes of one connection until its end
 * tcp-send    ADDRESS PORT SECONDS       sends for so long
 * </pre>
 */
public final class Traffic {
    private static final int CHUNK = 128 * 1024;
    private static final int ACCEPT_MS = 10_000;

    private Traffic() {}

    /** Plays one role. */
    public static void main(final String[] args) throws IOException {
        final InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByName(args[1]), Integer.parseInt(args[2]));
        switch (args[0]) {
            case "tcp-receive" -> receiveTcp(address);
            case "tcp-send" -> sendTcp(address, Integer.parseInt(args[3]));
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
}
