package org.jackfield.lab.experiment;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * YAML 1.2 as a tree whose nodes know their places. What no experiment needs is refused before a tree is built: documents of
 * more than 256 KiB, more than 8 levels, anchors, aliases, tags, a second document.
 */
final class Yaml {
    /** Most bytes of a file. */
    static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_LEVELS = 8;

    private final String text;
    private final LoadSettings settings;
    private final Problems problems;
    private int levels;
    private int documents;

    private Yaml(final String text, final String file, final Problems problems) {
        this.text = text;
        this.problems = problems;
        settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MOST_BYTES)
                .build();
    }

    /** The tree of a text; refuses what is no YAML, or not the part of it that is wanted. */
    static Node read(final String text, final String file) throws LabException {
        final Problems problems = new Problems(file);
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            problems.add(Optional.empty(), "has more than " + MOST_BYTES / 1024 + " KiB; no experiment needs that");
        }
        problems.refuse();
        final Optional<Node> root = new Yaml(text, file, problems).tree();
        if (root.isEmpty()) {
            problems.add(Optional.empty(), "is empty; 'jackfield lab show NAME' prints one to start from");
        }
        problems.refuse();
        return root.orElseThrow();
    }

    private Optional<Node> tree() throws LabException {
        try {
            for (final Event event : new Parse(settings).parseString(text)) {
                look(event);
                problems.refuse();
            }
            return new Compose(settings).composeString(text);
        } catch (final MarkedYamlEngineException broken) {
            problems.add(broken.getProblemMark(), "is not YAML: " + broken.getProblem());
        } catch (final YamlEngineException broken) {
            problems.add(
                    Optional.empty(),
                    "is not YAML: " + String.valueOf(broken.getMessage()).replaceAll("\\s+", " "));
        }
        problems.refuse();
        return Optional.empty();
    }

    private void look(final Event event) {
        switch (event.getEventId()) {
            case DocumentStart -> {
                documents++;
                if (documents > 1) {
                    problems.add(event.getStartMark(), "a second document begins; an experiment is one");
                }
            }
            case SequenceStart, MappingStart -> levels++;
            case SequenceEnd, MappingEnd -> levels--;
            default -> {
                // scalars, and the beginning and end of everything
            }
        }
        if (levels > MOST_LEVELS) {
            problems.add(event.getStartMark(), "is nested deeper than " + MOST_LEVELS + " levels");
        }
        lookAtExtras(event);
    }

    private void lookAtExtras(final Event event) {
        if (event instanceof AliasEvent) {
            problems.add(event.getStartMark(), "aliases are refused; write it out");
        } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            problems.add(event.getStartMark(), "anchors are refused; write it out");
        }
        final boolean tagged =
                event instanceof ScalarEvent scalar && scalar.getTag().isPresent()
                        || event instanceof CollectionStartEvent collection
                                && collection.getTag().isPresent();
        if (tagged) {
            problems.add(event.getStartMark(), "tags are refused; leave it out");
        }
    }
}
