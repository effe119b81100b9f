package org.jackfield.stage.mirror;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Understands filters: a part of the language of pcap-filter(7), with the same meaning.
 *
 * <pre>
 *   filter = term {"or" term}      term = factor {"and" factor}      factor = "not" factor | "(" filter ")" | test
 *   test   = ip | ip6 | arp | icmp | icmp6 | tcp | udp | broadcast | multicast | vlan [VID]
 *          | proto NUMBER | ether proto NUMBER | ether [src|dst] host MAC
 *          | [ip|ip6|tcp|udp] [src|dst] (host ADDRESS | net ADDRESS/BITS | port PORT | portrange PORT-PORT)
 * </pre>
 */
final class FilterParser {
    private static final int MOST_TESTS = 256;
    private static final FilterStep IP = FilterStep.number(FilterProgram.ETHER_TYPE, 0x0800);
    private static final FilterStep IP6 = FilterStep.number(FilterProgram.ETHER_TYPE, 0x86DD);
    private static final Map<String, FilterStep> WORDS = Map.of(
            "ip", IP,
            "ip6", IP6,
            "arp", FilterStep.number(FilterProgram.ETHER_TYPE, 0x0806),
            "tcp", FilterStep.number(FilterProgram.PROTOCOL, 6),
            "udp", FilterStep.number(FilterProgram.PROTOCOL, 17),
            "broadcast", FilterStep.number(FilterProgram.BROADCAST, 0),
            "multicast", FilterStep.number(FilterProgram.MULTICAST, 0));

    private final List<String> words;
    private final List<FilterStep> tests = new ArrayList<>();
    private int next;

    /** What a filter is made of. */
    private sealed interface Node {}

    private record Leaf(FilterStep test) implements Node {}

    private record Not(Node of) implements Node {}

    private record And(Node left, Node right) implements Node {}

    private record Or(Node left, Node right) implements Node {}

    private FilterParser(final List<String> words) {
        this.words = words;
    }

    /** The program of a filter; of an empty one that every frame matches. */
    static FilterProgram parse(final String text) throws FilterException {
        final FilterParser parser = new FilterParser(words(text));
        if (parser.words.isEmpty()) {
            return new FilterProgram(FilterProgram.ACCEPT, new FilterStep[0]);
        }
        final Node whole = parser.filter(0);
        if (parser.next < parser.words.size()) {
            throw parser.unexpected("'and', 'or' or the end");
        }
        final int start = parser.write(whole, FilterProgram.ACCEPT, FilterProgram.REJECT);
        return new FilterProgram(start, parser.tests.toArray(new FilterStep[0]));
    }

    private static List<String> words(final String text) {
        final String spaced = text.toLowerCase(Locale.ROOT)
                .replaceAll("[()!]", " $0 ")
                .replace("&&", " and ")
                .replace("||", " or ")
                .strip();
        return spaced.isEmpty() ? List.of() : List.of(spaced.split("\\s+"));
    }

    private Node filter(final int depth) throws FilterException {
        Node left = term(depth);
        while (take("or")) {
            left = new Or(left, term(depth));
        }
        return left;
    }

    private Node term(final int depth) throws FilterException {
        Node left = factor(depth);
        while (take("and")) {
            left = new And(left, factor(depth));
        }
        return left;
    }

    private Node factor(final int depth) throws FilterException {
        if (depth > MOST_TESTS) {
            throw new FilterException("is nested too deeply");
        }
        if (take("not") || take("!")) {
            return new Not(factor(depth + 1));
        }
        if (take("(")) {
            final Node inner = filter(depth + 1);
            if (!take(")")) {
                throw unexpected("')'");
            }
            return inner;
        }
        return test();
    }

    private Node test() throws FilterException {
        if (take("vlan")) {
            return leaf(
                    next < words.size() && words.get(next).matches("[0-9]+")
                            ? FilterStep.number(FilterProgram.VID, number(0, 4095))
                            : FilterStep.number(FilterProgram.TAGGED, 0));
        }
        if (take("ether")) {
            return ether();
        }
        if (take("proto")) {
            return leaf(FilterStep.number(FilterProgram.PROTOCOL, number(0, 255)));
        }
        if (take("icmp")) {
            return new And(leaf(IP), leaf(FilterStep.number(FilterProgram.PROTOCOL, 1)));
        }
        if (take("icmp6")) {
            return new And(leaf(IP6), leaf(FilterStep.number(FilterProgram.PROTOCOL, 58)));
        }
        final FilterStep word = next < words.size() ? WORDS.get(words.get(next)) : null;
        if (word == null) {
            return sided("a test such as 'tcp', 'host' or 'port'");
        }
        next++;
        final boolean mayGoOn = word.kind() == FilterProgram.ETHER_TYPE || word.kind() == FilterProgram.PROTOCOL;
        return mayGoOn && beginsSided() ? new And(leaf(word), sided("'host', 'net' or 'port'")) : leaf(word);
    }

    private boolean beginsSided() {
        return next < words.size() && words.get(next).matches("src|dst|host|net|port|portrange");
    }

    private Node ether() throws FilterException {
        if (take("proto")) {
            return leaf(FilterStep.number(FilterProgram.ETHER_TYPE, number(0, 0xFFFF)));
        }
        final int side = side();
        if (!take("host")) {
            throw unexpected("'proto', 'host', 'src host' or 'dst host'");
        }
        final String address = word("an address like 02:00:00:00:00:01");
        if (!address.matches("[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}")) {
            throw new FilterException("has '" + address + "', which is no address like 02:00:00:00:00:01");
        }
        long mac = 0;
        for (final String part : address.split(":")) {
            mac = mac << 8 | Integer.parseInt(part, 16);
        }
        return leaf(FilterStep.sided(FilterProgram.MAC, side, mac, 0, 0, 0));
    }

    private Node sided(final String expected) throws FilterException {
        final int side = side();
        if (take("host")) {
            return leaf(address(word("an IP address"), -1, side));
        }
        if (take("net")) {
            final String[] parts = word("an IP prefix like 10.0.0.0/8").split("/", -1);
            if (parts.length != 2 || !parts[1].matches("[0-9]{1,3}")) {
                throw new FilterException("needs a prefix like 10.0.0.0/8 or 2001:db8::/32 behind 'net'");
            }
            return leaf(address(parts[0], Integer.parseInt(parts[1]), side));
        }
        if (take("port")) {
            final long port = number(0, 0xFFFF);
            return leaf(FilterStep.sided(FilterProgram.PORT, side, port, port, 0, 0));
        }
        if (take("portrange")) {
            final String range = word("a range like 1000-2000");
            if (!range.matches("[0-9]{1,5}-[0-9]{1,5}")) {
                throw new FilterException("needs a range like 1000-2000 behind 'portrange'");
            }
            final int hyphen = range.indexOf('-');
            return leaf(FilterStep.sided(
                    FilterProgram.PORT,
                    side,
                    Integer.parseInt(range.substring(0, hyphen)),
                    Integer.parseInt(range.substring(hyphen + 1)),
                    0,
                    0));
        }
        throw unexpected(expected);
    }

    private int side() {
        return take("src") ? FilterProgram.SOURCE : take("dst") ? FilterProgram.DESTINATION : FilterProgram.EITHER;
    }

    /** A prefix; of all bits when {@code bits} is -1. */
    private static FilterStep address(final String text, final int bits, final int side) throws FilterException {
        final byte[] bytes =
                IpText.parse(text).orElseThrow(() -> new FilterException("has '" + text + "', which is no IP address"));
        final int most = bytes.length * 8;
        if (bits > most) {
            throw new FilterException("has a prefix of " + bits + " bits; '" + text + "' has " + most);
        }
        final int length = bits < 0 ? most : bits;
        final ByteBuffer address = ByteBuffer.wrap(bytes);
        if (bytes.length == 4) {
            final long mask = length == 0 ? 0 : -1 << 32 - length;
            return FilterStep.sided(FilterProgram.IPV4, side, address.getInt(0) & mask, 0, mask, 0);
        }
        final long first = length == 0 ? 0 : -1L << 64 - Math.min(64, length);
        final long second = length <= 64 ? 0 : -1L << 128 - length;
        return FilterStep.sided(
                FilterProgram.IPV6, side, address.getLong(0) & first, address.getLong(8) & second, first, second);
    }

    private long number(final long least, final long most) throws FilterException {
        final String text = word("a number");
        try {
            final long value = Long.decode(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (final NumberFormatException noNumber) {
            // falls through to the refusal
        }
        throw new FilterException("has '" + text + "', which is no number from " + least + " to " + most);
    }

    private Node leaf(final FilterStep test) {
        return new Leaf(test);
    }

    /** Writes tests behind those they lead to; returns where to begin. */
    private int write(final Node node, final int yes, final int no) throws FilterException {
        if (node instanceof Not not) {
            return write(not.of, no, yes);
        }
        if (node instanceof And and) {
            return write(and.left, write(and.right, yes, no), no);
        }
        if (node instanceof Or or) {
            return write(or.left, yes, write(or.right, yes, no));
        }
        if (tests.size() == MOST_TESTS) {
            throw new FilterException("has more than " + MOST_TESTS + " tests");
        }
        tests.add(((Leaf) node).test.leading(yes, no));
        return tests.size() - 1;
    }

    private boolean take(final String word) {
        if (next < words.size() && words.get(next).equals(word)) {
            next++;
            return true;
        }
        return false;
    }

    private String word(final String expected) throws FilterException {
        if (next == words.size()) {
            throw unexpected(expected);
        }
        return words.get(next++);
    }

    private FilterException unexpected(final String expected) {
        return new FilterException(
                next < words.size()
                        ? "has '" + words.get(next) + "' as word " + (next + 1) + " where " + expected + " is expected"
                        : "ends where " + expected + " is expected");
    }
}
