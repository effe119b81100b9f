package org.jackfield.launcher.bench.rig;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.socket.ControlClient;

/** Commands to a switch that is measured. Any thread. */
public final class SwitchCommands {
    private SwitchCommands() {}

    /**
     * Gives a command and waits for the answer.
     *
     * @param socket control socket of the switch
     * @return its answer as a document
     * @throws BenchException when it refuses, or does not answer
     */
    public static JsonObject ask(final Path socket, final List<String> words) throws BenchException {
        try {
            final Reply reply = ControlClient.call(socket, new Request(words, true, 0))
                    .orElseThrow(() -> new BenchException("the switch has gone"));
            if (reply.status() != Reply.DONE) {
                throw new BenchException("'" + String.join(" ", words) + "' was refused: "
                        + reply.err().strip());
            }
            return JsonParser.parseString(reply.out()).getAsJsonObject();
        } catch (final IOException failed) {
            throw new BenchException("the switch does not answer: " + failed.getMessage(), failed);
        }
    }
}
