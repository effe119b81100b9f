package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Rules R10 and R12 on the built bundle and its README. Runs behind {@code package}, so a module includes it as
 * {@code class ConfigurationRulesIT extends ConfigurationRules {}}.
 */
public abstract class ConfigurationRules {
    /** The bundle. The module's own unless overridden. */
    protected Path bundle() {
        return BundleRules.ownBundle();
    }

    /** The README with the key tables. The module's own unless overridden. */
    protected Path readme() {
        return Path.of("README.md");
    }

    @Test
    void shouldDocumentExactlyTheKeysOfItsConfigurationAndUseNoHyphenInPids() throws IOException {
        assertEquals("", String.join("\n", new ConfigurationCheck(bundle(), readme()).breaches()));
    }
}
