package org.jackfield.launcher.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyKeyTest {
    private static final String DOCUMENT = """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="it" name="it">
                <AD id="entries" type="Integer" required="false" min="8" max="64" default="8"/>
                <AD id="share" type="Double" required="false" min="0.5" default="1"/>
                <AD id="on" type="Boolean" required="false" default="true"/>
                <AD id="way" type="String" required="false" default="a">
                  <Option label="a" value="a"/><Option label="b" value="b"/>
                </AD>
                <AD id="weights" type="Long" cardinality="64" required="false" default="1"/>
              </OCD>
              <Designate pid="org.example.it"><Object ocdref="it"/></Designate>
            </metatype:MetaData>
            """;

    private final PolicyBundle bundle;

    PolicyKeyTest() throws IOException {
        final List<PolicyKey> keys = new ArrayList<>();
        final String pid = PolicyBundle.keys(
                new ByteArrayInputStream(DOCUMENT.strip().getBytes(StandardCharsets.UTF_8)), "", keys);
        bundle = new PolicyBundle(Path.of("it.jar"), "org.example.it", "1.0.0", pid, keys);
    }

    private Object typed(final String key, final String value) {
        return bundle.typed("it", Map.of(key, value)).get(key);
    }

    private String refusal(final String key, final String value) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> typed(key, value))
                .getMessage());
    }

    @Test
    void shouldGiveValuesTheTypesOfTheirKeys() {
        assertEquals("org.example.it", bundle.pid());
        assertEquals(9, typed("entries", "9"));
        assertEquals(0.75, typed("share", "0.75"));
        assertEquals(false, typed("on", "false"));
        assertEquals("b", typed("way", "b"));
        assertEquals(List.of(1L, 2L), typed("weights", "1, 2"));
    }

    @Test
    void shouldSayWhatIsAllowed() {
        assertEquals("policy it: entries=65 must be a whole number from 8 to 64", refusal("entries", "65"));
        assertEquals("policy it: entries=x must be a whole number from 8 to 64", refusal("entries", "x"));
        assertEquals("policy it: share=0.1 must be a number, 0.5 or more", refusal("share", "0.1"));
        assertEquals("policy it: on=yes must be true or false", refusal("on", "yes"));
        assertEquals("policy it: way=c must be a or b", refusal("way", "c"));
        assertEquals(
                "policy it has no key 'entry'; its keys are entries, share, on, way, weights", refusal("entry", "1"));
    }

    @Test
    void shouldFindPackagesAndVersionsInHeaders() {
        assertEquals(
                List.of("a.b", "c.d"),
                PolicyBundle.packages("a.b;version=\"[1.1,2)\";uses:=\"x,y\",c.d;version=\"2\""));
        assertEquals(
                "org.jackfield.api.frame;version=1.1.0,org.jackfield.api.steering;version=1.2.0",
                ShelfFramework.withVersions("org.jackfield.api.admin;version=\"3\";uses:=\"org.jackfield.api.frame\","
                        + "org.jackfield.api.frame;version=\"1.1.0\",org.jackfield.api.steering;version=\"1.2.0\";"
                        + "uses:=\"org.jackfield.api.frame\""));
    }

    @Test
    void shouldFindTheInnermostCause() {
        assertEquals(
                "key=5 must be more",
                ShelfFramework.cause(
                        "java.lang.X: a\n\tat b\nCaused by: java.lang.IllegalArgumentException: key=5 must be"
                                + " more\n\tat c"));
    }
}
