package org.jackfield.launcher.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.command.SwitchServices;
import org.junit.jupiter.api.Test;

class ManPagesTest {
    private static final Path GROFF = Path.of("/usr/bin/groff");

    private final SortedMap<String, String> pages =
            new ManPages(Commands.commandLine(SwitchServices.none(), Request.of())).all();

    @Test
    void shouldMakeAPageOfEveryCommandThatIsNotHidden() {
        assertTrue(pages.keySet().contains("jackfield-port"));
        assertTrue(pages.keySet().contains("jackfield"));
        assertFalse(pages.keySet().contains("jackfield-complete"));
    }

    @Test
    void shouldHaveTheUsualSectionsInTheUsualOrder() {
        pages.forEach((name, text) -> {
            assertTrue(
                    text.matches(
                            "(?s)\\.TH .*\\.SH NAME\n.*\\.SH SYNOPSIS\n.*\\.SH DESCRIPTION\n.*\\.SH OPTIONS\n"
                                    + ".*\\.SH EXIT STATUS\n.*\\.SH FILES\n.*\\.SH ENVIRONMENT\n.*\\.SH EXAMPLES\n.*\\.SH SEE ALSO\n.*"),
                    name + "\n" + text);
            assertFalse(text.contains("${"), name + " has a variable left\n" + text);
            assertFalse(text.contains("@|"), name + " has mark-up left");
        });
    }

    @Test
    void shouldDescribeSubcommandsWithTheirOptionsAndExamples() {
        final String port = pages.get("jackfield-port");
        assertTrue(port.contains(".SS \"jackfield port set PORT KEY=VALUE...\"\n"), port);
        assertTrue(port.contains("\\fB\\-\\-set KEY=VALUE\\fR\n"), port);
        assertTrue(port.contains("\\fB\\-\\-watch[=SECONDS]\\fR\n"), port);
        assertTrue(port.contains("jackfield port add vm1 \\-\\-type tap"), port);
    }

    @Test
    void shouldPleaseGroff() throws Exception {
        assertTrue(Files.isExecutable(GROFF), "groff is not installed; apt-get install groff-base");
        for (final String page : pages.values()) {
            final Process groff = new ProcessBuilder(GROFF.toString(), "-man", "-ww", "-z", "-Tutf8")
                    .redirectErrorStream(true)
                    .start();
            groff.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
            groff.getOutputStream().close();
            assertEquals("", new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertTrue(groff.waitFor(30, TimeUnit.SECONDS));
        }
    }
}
