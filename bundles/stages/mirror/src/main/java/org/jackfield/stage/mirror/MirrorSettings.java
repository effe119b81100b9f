package org.jackfield.stage.mirror;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StageScope;
import org.jackfield.api.stage.StageSettings;

/**
 * The configuration of a mirror, checked.
 *
 * @param to name of the port that gets the copies
 * @param bridge the bridge that is mirrored; empty: the ports are
 * @param bridgeRx of a bridge: whether all frames received are wanted, or only those that go to some port
 * @param rx names of the ports whose received frames are mirrored
 * @param tx names of the ports the frames sent to which are mirrored
 * @param vlans a bit for each VID that is mirrored; empty: all
 * @param filter which frames are mirrored
 * @param filterText its text
 * @param drops whether received frames that are dropped are mirrored too
 * @param sample one of so many
 */
record MirrorSettings(
        String to,
        String bridge,
        boolean bridgeRx,
        List<String> rx,
        List<String> tx,
        long[] vlans,
        FilterProgram filter,
        String filterText,
        boolean drops,
        int sample) {
    private static final int MOST_PORTS = 64;
    private static final int MOST_VID = 4094;
    private static final Set<String> DIRECTIONS = Set.of("both", "rx", "tx");

    static MirrorSettings of(final StageSettings settings) throws StageException {
        final String to =
                settings.text("to").orElseThrow(() -> settings.refuse("to", "must name the port that gets the copies"));
        final String direction = settings.text("direction").orElse("both");
        if (!DIRECTIONS.contains(direction)) {
            throw settings.refuse("direction", "must be both, rx or tx");
        }
        final String bridge = settings.text("bridge").orElse("");
        final Set<String> rx = new LinkedHashSet<>();
        final Set<String> tx = new LinkedHashSet<>();
        for (final String port : settings.list("ports")) {
            port(settings, port, direction, rx, tx);
        }
        if (bridge.isEmpty() == (rx.isEmpty() && tx.isEmpty())) {
            throw settings.refuse("ports", "must name ports to be mirrored, or bridge a bridge, and not both");
        }
        if (rx.contains(to) || tx.contains(to)) {
            throw settings.refuse(
                    "to",
                    "is one of the ports that are mirrored; choose another one, best on a bridge of" + " its own");
        }
        final String filter = settings.text("filter").orElse("");
        try {
            return new MirrorSettings(
                    to,
                    bridge,
                    !direction.equals("tx"),
                    List.copyOf(rx),
                    List.copyOf(tx),
                    vlans(settings),
                    FilterParser.parse(filter),
                    filter,
                    settings.flag("drops", false),
                    (int) settings.number("sample", 1, 1, 1_000_000));
        } catch (final FilterException wrong) {
            throw settings.refuse("filter", wrong.getMessage());
        }
    }

    private static void port(
            final StageSettings settings,
            final String text,
            final String direction,
            final Set<String> rx,
            final Set<String> tx)
            throws StageException {
        final int colon = text.lastIndexOf(':');
        final String name = colon < 0 ? text : text.substring(0, colon);
        final String way = colon < 0 ? direction : text.substring(colon + 1);
        if (name.isEmpty() || !DIRECTIONS.contains(way)) {
            throw settings.refuse("ports", "has '" + text + "', which is not NAME, NAME:rx, NAME:tx or NAME:both");
        }
        if (!way.equals("tx")) {
            rx.add(name);
        }
        if (!way.equals("rx")) {
            tx.add(name);
        }
        if (rx.size() > MOST_PORTS || tx.size() > MOST_PORTS) {
            throw settings.refuse("ports", "must be at most " + MOST_PORTS + "; mirror a bridge instead");
        }
    }

    private static long[] vlans(final StageSettings settings) throws StageException {
        final List<String> vids = settings.list("vlan");
        if (vids.isEmpty()) {
            return new long[0];
        }
        final long[] bits = new long[(MOST_VID + 2) / Long.SIZE];
        for (final String text : vids) {
            final int vid = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
            if (vid < 0 || vid > MOST_VID) {
                throw settings.refuse("vlan", "must be VIDs from 0 to " + MOST_VID + ", separated by commas");
            }
            bits[vid / Long.SIZE] |= 1L << vid;
        }
        return bits;
    }

    /** Whose received frames are looked at: what a port sends came in by another port of its bridge. */
    StageScope scope() {
        return new StageScope(false, Set.copyOf(rx), bridge.isEmpty() ? Set.of() : Set.of(bridge), Set.copyOf(tx));
    }

    /** What is mirrored, for people. */
    String from() {
        return bridge.isEmpty()
                ? "received from " + (rx.isEmpty() ? "none" : String.join(", ", rx)) + "; sent to "
                        + (tx.isEmpty() ? "none" : String.join(", ", tx))
                : (bridgeRx ? "bridge " + bridge : "bridge " + bridge + ", what it sends");
    }
}
