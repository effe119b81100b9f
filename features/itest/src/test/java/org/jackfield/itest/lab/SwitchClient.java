package org.jackfield.itest.lab;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs commands over a control socket, without a process for each. */
final class SwitchClient {
    private final UnixDomainSocketAddress socket;

    SwitchClient(final Path socket) {
        this.socket = UnixDomainSocketAddress.of(socket);
    }

    /** Runs one command line, answered in JSON or for people; throws when no switch answers. */
    Result run(final List<String> args, final boolean json) throws IOException {
        final String request = new Gson().toJson(Map.of("args", args, "json", json, "columns", 0)) + "\n";
        try (SocketChannel channel = SocketChannel.open(socket);
                BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            final ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            final String line = in.readLine();
            if (line == null) {
                throw new IOException("the switch closed the connection without an answer");
            }
            final JsonObject reply = JsonParser.parseString(line).getAsJsonObject();
            return new Result(
                    "jackfield " + String.join(" ", args),
                    reply.get("status").getAsInt(),
                    reply.get("out").getAsString(),
                    reply.get("err").getAsString());
        }
    }
}
