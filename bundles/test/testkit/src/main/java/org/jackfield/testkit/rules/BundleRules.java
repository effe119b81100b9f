package org.jackfield.testkit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Rules R2 and R3 on the built bundle: who exports, with which versions and roles. Runs behind {@code package}, so a module
 * includes it as {@code class BundleRulesIT extends BundleRules {}}.
 */
public abstract class BundleRules {
    /** The bundle. The module's own unless overridden. */
    protected Path bundle() {
        return ownBundle();
    }

    @Test
    void shouldExportOnlyWhatTheRulesAllow() throws IOException {
        assertEquals("", String.join("\n", new BundleCheck(bundle()).breaches()));
    }

    /** The jar this module has just packaged, named by the build. */
    static Path ownBundle() {
        final String named = System.getProperty("jackfield.bundle");
        if (named == null) {
            throw new IllegalStateException("system property jackfield.bundle is not set; run this test by mvn verify");
        }
        return Path.of(named);
    }
}
