package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsCheckTest {
    private static final List<KeyInfo> KEYS = List.of(
            FakeTypes.number("limit", "", "10", ""),
            FakeTypes.number("mtu", "68", "", "1500"),
            new KeyInfo("up", "true/false", false, false, "true", "", "", List.of(), "Up."),
            new KeyInfo("mode", "text", false, false, "auto", "", "", List.of("auto", "off"), "Mode."),
            new KeyInfo("cores", "number", true, false, "", "0", "7", List.of(), "Cores."),
            FakeTypes.text("bridge"));

    private static String problem(final String key, final String value) {
        return SettingsCheck.problem("type x", KEYS, Map.of(key, value)).orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mtu    | 1e3   | mtu=1e3 must be a whole number, 68 or more; the default is 1500",
                "mtu    | 67    | mtu=67 must be a whole number, 68 or more; the default is 1500",
                "mtu    | 99999999999999999999 | mtu=99999999999999999999 must be a whole number, 68 or more; the default"
                        + " is 1500",
                "limit  | 11    | limit=11 must be a whole number up to 10",
                "up     | maybe | up=maybe must be true or false; the default is true",
                "mode   | Auto  | mode=Auto must be auto or off; the default is auto",
                "cores  | 1,8   | cores=1,8 must be values separated by commas, each a whole number from 0 to 7",
                "bridg  | br1   | type x has no key 'bridg'; did you mean 'bridge'?",
                "BRIDGE | br1   | type x has no key 'BRIDGE'; did you mean 'bridge'?",
                "ab     | 1     | type x has no key 'ab'; its keys are limit, mtu, up, mode, cores, bridge",
                "colour | red   | type x has no key 'colour'; its keys are limit, mtu, up, mode, cores, bridge",
            })
    void shouldSayWhatIsWrongAndWhatIsAllowed(final String key, final String value, final String message) {
        assertEquals(message, problem(key, value));
    }

    @ParameterizedTest
    @CsvSource({
        "mtu,68",
        "mtu,' 9000 '",
        "limit,-5",
        "up,yes",
        "up,FALSE",
        "mode,off",
        "cores,'0, 7'",
        "mtu,''",
        "bridge,ü"
    })
    void shouldLetPassWhatIsAllowed(final String key, final String value) {
        assertEquals("", problem(key, value));
    }

    @Test
    void shouldAskForWhatIsRequired() {
        final List<KeyInfo> keys =
                List.of(new KeyInfo("peer", "text", false, true, "", "", "", List.of(), "The other end."));
        final Optional<String> message = Optional.of("type x needs peer, a text: The other end");
        assertEquals(message, SettingsCheck.problem("type x", keys, Map.of()));
        assertEquals(message, SettingsCheck.problem("type x", keys, Map.of("peer", " ")));
    }

    @ParameterizedTest
    @CsvSource({"'','',0", "abc,abc,0", "abc,'',3", "kitten,sitting,3", "adresses,addresses,1"})
    void shouldCountEdits(final String a, final String b, final int distance) {
        assertEquals(distance, SettingsCheck.distance(a, b));
        assertEquals(distance, SettingsCheck.distance(b, a));
    }
}
