package org.jackfield.launcher.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON document into maps, lists, texts, Longs, Doubles, Booleans; null becomes an empty text. A library would do the same
 * and load for longer than the rest of a call takes. One thread, one document.
 */
final class Json {
    private static final int DEEPEST = 64;

    private final String text;
    private int at;

    private Json(final String text) {
        this.text = text;
    }

    /** Reads an object. */
    static Map<?, ?> object(final String text) throws IOException {
        final Json reader = new Json(text);
        final Object value = reader.value(0);
        reader.blanks();
        if (reader.at == text.length() && value instanceof Map<?, ?> object) {
            return object;
        }
        throw reader.wrong();
    }

    /** Writes a text with its quotation marks. */
    static void quote(final StringBuilder to, final String text) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            final char next = text.charAt(i);
            if (next == '"' || next == '\\') {
                to.append('\\').append(next);
            } else if (next < ' ') {
                to.append("\\u00").append(Character.forDigit(next >> 4, 16)).append(Character.forDigit(next & 15, 16));
            } else {
                to.append(next);
            }
        }
        to.append('"');
    }

    private Object value(final int depth) throws IOException {
        blanks();
        if (depth > DEEPEST) {
            throw wrong();
        }
        switch (peek()) {
            case '{':
                return members(depth);
            case '[':
                return elements(depth);
            case '"':
                return string();
            default:
                return word();
        }
    }

    private Map<String, Object> members(final int depth) throws IOException {
        final Map<String, Object> members = new HashMap<>();
        at++;
        blanks();
        while (peek() != '}') {
            blanks();
            final String name = string();
            blanks();
            expect(':');
            members.put(name, value(depth + 1));
            blanks();
            if (peek() != '}') {
                expect(',');
            }
        }
        at++;
        return members;
    }

    private List<Object> elements(final int depth) throws IOException {
        final List<Object> elements = new ArrayList<>();
        at++;
        blanks();
        while (peek() != ']') {
            elements.add(value(depth + 1));
            blanks();
            if (peek() != ']') {
                expect(',');
            }
        }
        at++;
        return elements;
    }

    private String string() throws IOException {
        expect('"');
        final StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            final char next = text.charAt(at++);
            string.append(next == '\\' ? escaped() : next);
        }
        at++;
        return string.toString();
    }

    private char escaped() throws IOException {
        final char next = peek();
        at++;
        switch (next) {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u':
                at += 4;
                if (at > text.length()) {
                    throw wrong();
                }
                return (char) Integer.parseInt(text, at - 4, at, 16);
            default:
                return next;
        }
    }

    private Object word() throws IOException {
        final int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        final String word = text.substring(from, at);
        switch (word) {
            case "true":
                return Boolean.TRUE;
            case "false":
                return Boolean.FALSE;
            case "null":
                return "";
            default:
                return number(word);
        }
    }

    private Object number(final String word) throws IOException {
        try {
            return word.indexOf('.') < 0 && word.indexOf('e') < 0 && word.indexOf('E') < 0
                    ? (Object) Long.valueOf(word)
                    : (Object) Double.valueOf(word);
        } catch (final NumberFormatException noNumber) {
            throw wrong();
        }
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws IOException {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private void expect(final char wanted) throws IOException {
        if (peek() != wanted) {
            throw wrong();
        }
        at++;
    }

    private IOException wrong() {
        return new IOException("the switch answered something that is no JSON"
                .concat(" (character ")
                .concat(Integer.toString(at))
                .concat(")"));
    }
}
