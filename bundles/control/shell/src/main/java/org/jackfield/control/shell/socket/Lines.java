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

/** Requests and replies as lines of JSON, without their line ends. The launcher's small client has a writer and reader of its own. */
final class Lines {
    private Lines() {}

    static String of(final Request request) {
        final JsonObject document = manner(request);
        document.add("args", array(request.args()));
        return document.toString();
    }

    /** A line for the shell, or the beginning of one to complete. */
    static String of(final Message.Kind kind, final String line, final Request how) {
        final JsonObject document = manner(how);
        document.addProperty(kind == Message.Kind.SHELL ? "gogo" : "gogoComplete", line);
        return document.toString();
    }

    private static JsonObject manner(final Request request) {
        final JsonObject document = new JsonObject();
        document.addProperty("json", request.json());
        document.addProperty("columns", request.columns());
        document.addProperty("colour", request.colour());
        document.addProperty("cwd", request.cwd());
        return document;
    }

    static String of(final Reply reply) {
        final JsonObject document = new JsonObject();
        document.addProperty("status", reply.status());
        document.addProperty("out", reply.out());
        document.addProperty("err", reply.err());
        if (!reply.again().args().isEmpty()) {
            final JsonObject again = new JsonObject();
            again.add("args", array(reply.again().args()));
            again.addProperty("afterMs", reply.again().afterMs());
            again.addProperty("redraw", reply.again().redraw());
            document.add("again", again);
        }
        return document.toString();
    }

    private static JsonArray array(final List<String> words) {
        final JsonArray array = new JsonArray();
        words.forEach(array::add);
        return array;
    }

    /**
     * Reads what a client sent.
     *
     * @throws ProtocolException when the line is no request, saying what is wrong
     */
    static Message message(final String line) throws ProtocolException {
        final JsonObject document = object(line);
        try {
            if (document.has("gogo")) {
                return new Message(
                        Message.Kind.SHELL, document.get("gogo").getAsString(), request(List.of(), document));
            }
            if (document.has("gogoComplete")) {
                return new Message(
                        Message.Kind.SHELL_COMPLETE,
                        document.get("gogoComplete").getAsString(),
                        request(List.of(), document));
            }
            return new Message(Message.Kind.COMMAND, "", request(words(member(document, "args")), document));
        } catch (final IllegalStateException | UnsupportedOperationException | NumberFormatException wrongType) {
            throw new ProtocolException(
                    "a request is {\"args\":[words],\"json\":boolean,\"columns\":number,\"colour\":boolean,\"cwd\":path}: "
                            + wrongType.getMessage());
        }
    }

    private static Request request(final List<String> args, final JsonObject document) {
        return new Request(
                args,
                document.has("json") && document.get("json").getAsBoolean(),
                document.has("columns") ? document.get("columns").getAsInt() : 0,
                document.has("colour") && document.get("colour").getAsBoolean(),
                document.has("cwd") ? document.get("cwd").getAsString() : "");
    }

    private static List<String> words(final JsonElement array) {
        final List<String> words = new ArrayList<>();
        for (final JsonElement word : array.getAsJsonArray()) {
            words.add(word.getAsString());
        }
        return words;
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
                    member(document, "err").getAsString(),
                    document.has("again") ? again(document.getAsJsonObject("again")) : Reply.Again.NO);
        } catch (final IllegalStateException | UnsupportedOperationException | NumberFormatException wrongType) {
            throw new ProtocolException("not a reply: " + wrongType.getMessage());
        }
    }

    private static Reply.Again again(final JsonObject document) throws ProtocolException {
        return new Reply.Again(
                words(member(document, "args")),
                member(document, "afterMs").getAsLong(),
                member(document, "redraw").getAsBoolean());
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
