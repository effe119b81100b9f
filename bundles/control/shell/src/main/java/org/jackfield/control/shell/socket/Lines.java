package org.jackfield.control.shell.socket;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;

/** Requests and replies as lines of JSON, without their line ends. */
final class Lines {
    private Lines() {}

    static String of(final Request request) {
        final JsonArray args = new JsonArray();
        request.args().forEach(args::add);
        final JsonObject document = new JsonObject();
        document.add("args", args);
        document.addProperty("json", request.json());
        document.addProperty("columns", request.columns());
        return document.toString();
    }

    static String of(final Reply reply) {
        final JsonObject document = new JsonObject();
        document.addProperty("status", reply.status());
        document.addProperty("out", reply.out());
        document.addProperty("err", reply.err());
        return document.toString();
    }

    /**
     * Reads a request.
     *
     * @throws ProtocolException when the line is not one, saying what is wrong
     */
    static Request request(final String line) throws ProtocolException {
        final JsonObject document = object(line);
        try {
            final List<String> args = new ArrayList<>();
            for (final JsonElement word : member(document, "args").getAsJsonArray()) {
                args.add(word.getAsString());
            }
            final boolean json = document.has("json") && document.get("json").getAsBoolean();
            final int columns =
                    document.has("columns") ? document.get("columns").getAsInt() : 0;
            return new Request(args, json, columns);
        } catch (final IllegalStateException | UnsupportedOperationException | NumberFormatException wrongType) {
            throw new ProtocolException(
                    "a request is {\"args\":[words],\"json\":boolean,\"columns\":number}: " + wrongType.getMessage());
        }
    }

    /**
     * Reads a reply.
     *
     * @throws ProtocolException when the line is not one
     */
    static Reply reply(final String line) throws ProtocolException {
        final JsonObject document = object(line);
        try {
            return new Reply(
                    member(document, "status").getAsInt(),
                    member(document, "out").getAsString(),
                    member(document, "err").getAsString());
        } catch (final IllegalStateException | UnsupportedOperationException | NumberFormatException wrongType) {
            throw new ProtocolException("not a reply: " + wrongType.getMessage());
        }
    }

    private static JsonObject object(final String line) throws ProtocolException {
        try {
            final JsonElement element = JsonParser.parseString(line);
            if (element.isJsonObject()) {
                return element.getAsJsonObject();
            }
        } catch (final JsonParseException | IllegalStateException notJson) {
            throw new ProtocolException("not JSON: " + notJson.getMessage());
        }
        throw new ProtocolException("not a JSON object");
    }

    private static JsonElement member(final JsonObject document, final String name) throws ProtocolException {
        return Optional.ofNullable(document.get(name))
                .orElseThrow(() -> new ProtocolException("'" + name + "' is missing"));
    }
}
