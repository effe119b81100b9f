package org.jackfield.lab.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys of one mapping. What is wrong is added to the problems, and something harmless returned instead, so that a file is
 * read to its end. One thread.
 */
final class Fields {
    private final Node node;
    private final String schemaPath;
    private final String path;
    private final Problems problems;
    private final Map<String, Node> values;

    /**
     * Reads the names.
     *
     * @param schemaPath path in the schema, ends with a full stop unless it is the outermost
     * @param path the same for people, with places in lists
     */
    Fields(final Node node, final String schemaPath, final String path, final Problems problems) {
        this.node = node;
        this.schemaPath = schemaPath;
        this.path = path;
        this.problems = problems;
        values = names();
    }

    private Map<String, Node> names() {
        final Map<String, Node> found = new LinkedHashMap<>();
        final List<String> known = Schema.namesIn(schemaPath);
        entries(node, path).forEach((name, value) -> {
            if (known.contains(name.value)) {
                found.put(name.value, value);
            } else {
                problems.add(name.node, path + name.value, "unknown; " + Near.remedy(name.value, known));
            }
        });
        for (final String name : known) {
            if (node instanceof MappingNode
                    && !found.containsKey(name)
                    && Schema.key(schemaPath + name).isRequired()) {
                problems.add(node, path + name, "missing; " + description(name));
            }
        }
        return found;
    }

    private String description(final String name) {
        final Schema.Key key = Schema.key(schemaPath + name);
        return key.type() + ": " + key.sentence();
    }

    private record Name(String value, Node node) {}

    /** Names and values of a mapping, each name once. */
    private Map<Name, Node> entries(final Node mapping, final String where) {
        final Map<Name, Node> entries = new LinkedHashMap<>();
        if (!(mapping instanceof MappingNode all)) {
            final String key = where.isEmpty() ? "(file)" : where.substring(0, where.length() - 1);
            problems.add(mapping, key, "must be a mapping of keys to values");
            return entries;
        }
        final Map<String, Node> first = new TreeMap<>();
        for (final NodeTuple tuple : all.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                problems.add(tuple.getKeyNode(), where + "?", "a key must be a word");
                continue;
            }
            final Node before = first.putIfAbsent(scalar.getValue(), scalar);
            if (before == null) {
                entries.put(new Name(scalar.getValue(), scalar), tuple.getValueNode());
            } else {
                final int line = before.getStartMark().orElseThrow().getLine() + 1;
                problems.add(scalar, where + scalar.getValue(), "is here twice; the first is in line " + line);
            }
        }
        return entries;
    }

    boolean has(final String name) {
        return values.containsKey(name);
    }

    /** Something is wrong with a value. */
    void wrong(final String name, final String message) {
        problems.add(values.getOrDefault(name, node), path + name, message);
    }

    private void wrong(final Node where, final String name, final String message) {
        problems.add(where, path + name, message);
    }

    String text(final String name, final String standard) {
        final Node value = values.get(name);
        return value == null ? standard : text(value, name).orElse(standard);
    }

    private Optional<String> text(final Node value, final String name) {
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
            if (!scalar.getValue().isBlank()) {
                return Optional.of(scalar.getValue().strip());
            }
            wrong(value, name, "must not be empty");
        } else {
            wrong(value, name, "must be text, not " + what(value) + quotes(value));
        }
        return Optional.empty();
    }

    private static String quotes(final Node value) {
        return value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                ? "; write \"" + scalar.getValue() + "\" if it is"
                : "";
    }

    private static String what(final Node value) {
        if (value instanceof ScalarNode scalar) {
            final Tag tag = scalar.getTag();
            return tag.equals(Tag.STR)
                    ? "text"
                    : tag.equals(Tag.BOOL) ? "true or false" : tag.equals(Tag.NULL) ? "nothing" : "a number";
        }
        return value instanceof SequenceNode ? "a list" : "a mapping";
    }

    /** One text or a list of them; nothing when the key is not there. */
    Optional<List<String>> texts(final String name) {
        return Optional.ofNullable(values.get(name))
                .map(value ->
                        items(value).flatMap(item -> text(item, name).stream()).toList());
    }

    /** Items of a list; what is no list is one of itself. */
    private static Stream<Node> items(final Node value) {
        return value instanceof SequenceNode list ? list.getValue().stream() : Stream.of(value);
    }

    boolean flag(final String name, final boolean standard) {
        final Node value = values.get(name);
        if (value == null) {
            return standard;
        }
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return Boolean.parseBoolean(scalar.getValue());
        }
        wrong(name, "must be true or false, not " + what(value));
        return standard;
    }

    /** Whether a value is this text. */
    boolean isText(final String name, final String text) {
        return values.get(name) instanceof ScalarNode scalar
                && scalar.getValue().equals(text);
    }

    long whole(final String name, final long standard) {
        final Node value = values.get(name);
        return value == null
                ? standard
                : number(value, name, true).map(Double::longValue).orElse(standard);
    }

    double number(final String name, final double standard) {
        final Node value = values.get(name);
        return value == null ? standard : number(value, name, false).orElse(standard);
    }

    private Optional<Double> number(final Node value, final String name, final boolean whole) {
        final Schema.Range range = Schema.key(schemaPath + name).range();
        final Optional<Double> read = value instanceof ScalarNode scalar ? parsed(scalar) : Optional.empty();
        final Optional<Double> fitting =
                read.filter(number -> (!whole || number == Math.rint(number)) && range.contains(number));
        if (fitting.isEmpty()) {
            final String quoted = value instanceof ScalarNode scalar ? " '" + scalar.getValue() + "'" : "";
            final String given = read.map(Schema::number).orElse(what(value) + quoted);
            wrong(
                    value,
                    name,
                    "must be " + (whole ? "a whole number" : "a number") + " from " + range + ", not " + given);
        }
        return fitting;
    }

    private static Optional<Double> parsed(final ScalarNode scalar) {
        if (!scalar.getTag().equals(Tag.INT) && !scalar.getTag().equals(Tag.FLOAT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Double.valueOf(scalar.getValue()));
        } catch (final NumberFormatException special) {
            return Optional.empty(); // .inf and .nan
        }
    }

    /** One number or a list of different ones. */
    List<Integer> wholes(final String name) {
        final Node value = values.get(name);
        if (value == null) {
            return List.of();
        }
        final List<Integer> numbers = items(value)
                .flatMap(item -> number(item, name, true).stream())
                .map(Double::intValue)
                .toList();
        if (numbers.stream().distinct().count() < numbers.size()) {
            wrong(name, "names a number twice");
        }
        if (value instanceof SequenceNode list && list.getValue().isEmpty()) {
            wrong(name, "is an empty list; leave it out or name one");
        }
        return numbers;
    }

    /** A word of a few. */
    String word(final String name, final String standard, final List<String> words) {
        final String given = text(name, standard);
        if (!words.contains(given)) {
            wrong(name, "'" + given + "' is none of " + String.join(", ", words));
            return standard;
        }
        return given;
    }

    /** The mapping of a key; nothing when it is not there, or not one. */
    Optional<Fields> mapping(final String name) {
        return Optional.ofNullable(values.get(name))
                .map(value -> new Fields(value, schemaPath + name + ".", path + name + ".", problems));
    }

    /**
     * The mappings of a list.
     *
     * @param shortFor key that a text in place of a mapping stands for; empty when only mappings are allowed
     */
    List<Fields> mappings(final String name, final String shortFor) {
        final Node value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof SequenceNode list) || list.getValue().isEmpty()) {
            wrong(name, "must be a list with one item or more");
            return List.of();
        }
        final List<Fields> all = new ArrayList<>();
        for (final Node item : list.getValue()) {
            final String place = name + "[" + (all.size() + 1) + "].";
            final boolean brief = item instanceof ScalarNode && !shortFor.isEmpty();
            final Node mapping = brief ? wrapped(item, shortFor) : item;
            all.add(new Fields(mapping, schemaPath + name + "[].", path + place, problems));
        }
        return all;
    }

    private static Node wrapped(final Node item, final String key) {
        final Node name = new ScalarNode(Tag.STR, true, key, ScalarStyle.PLAIN, item.getStartMark(), item.getEndMark());
        return new MappingNode(
                Tag.MAP,
                true,
                List.of(new NodeTuple(name, item)),
                FlowStyle.BLOCK,
                item.getStartMark(),
                item.getEndMark());
    }

    /** A mapping of any names to texts, numbers or flags. */
    Map<String, String> settings(final String name) {
        final Map<String, String> settings = new TreeMap<>();
        final Node value = values.get(name);
        if (value != null) {
            entries(value, path + name + ".").forEach((key, item) -> {
                if (item instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
                    settings.put(key.value, scalar.getValue());
                } else {
                    wrong(item, name + "." + key.value, "must be text, a number, true or false, not " + what(item));
                }
            });
        }
        return settings;
    }
}
