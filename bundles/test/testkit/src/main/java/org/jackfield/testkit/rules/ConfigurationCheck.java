package org.jackfield.testkit.rules;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Looks for breaches of the rules R10 and R12: persistent identities without hyphens, and a README whose key tables list
 * exactly the keys of the metatype. A key table is a Markdown table whose first column is headed "key".
 */
final class ConfigurationCheck {
    private static final Pattern FIRST_CELL = Pattern.compile("^\\|\\s*`?([^`|]*?)`?\\s*\\|");

    private final Set<String> pids = new TreeSet<>();
    private final Set<String> keys = new TreeSet<>();
    private final Set<String> documented;

    /**
     * @param bundle a jar, or a folder with the same content
     * @param readme the module's README
     */
    ConfigurationCheck(final Path bundle, final Path readme) throws IOException {
        for (final byte[] xml : ClassFiles.read(bundle, ".xml").values()) {
            read(xml);
        }
        documented = documentedKeys(Files.readAllLines(readme));
    }

    /** Breaches, one line each. */
    List<String> breaches() {
        final List<String> found = new ArrayList<>();
        pids.stream()
                .filter(pid -> pid.contains("-"))
                .forEach(pid -> found.add("R10: PID " + pid + " contains '-', at which file names are split"));
        keys.stream()
                .filter(key -> !documented.contains(key))
                .forEach(key -> found.add("R12: the README's key table lacks " + key));
        documented.stream()
                .filter(key -> !keys.contains(key))
                .forEach(key ->
                        found.add("R12: the README's key table has " + key + ", which the metatype does not know"));
        return found;
    }

    /** The keys of all metatype documents. */
    Set<String> keys() {
        return keys;
    }

    private void read(final byte[] xml) throws IOException {
        final Document document;
        try {
            final DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        } catch (final ParserConfigurationException | SAXException notXml) {
            throw new IOException(notXml);
        }
        if (document.getDocumentElement().getTagName().endsWith("MetaData")) {
            collect(document, "Designate", "pid", pids);
            collect(document, "Designate", "factoryPid", pids);
            collect(document, "AD", "id", keys);
        }
    }

    private static void collect(
            final Document document, final String element, final String attribute, final Set<String> into) {
        final NodeList nodes = document.getElementsByTagName(element);
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element found && found.hasAttribute(attribute)) {
                into.add(found.getAttribute(attribute));
            }
        }
    }

    private static Set<String> documentedKeys(final List<String> lines) {
        final Set<String> found = new TreeSet<>();
        boolean inTable = false;
        for (final String line : lines) {
            final Matcher cell = FIRST_CELL.matcher(line);
            if (!cell.find()) {
                inTable = false;
            } else if (cell.group(1).toLowerCase(Locale.ROOT).equals("key")) {
                inTable = true;
            } else if (inTable && !cell.group(1).matches("[:-]*")) {
                found.add(cell.group(1));
            }
        }
        return found;
    }
}
