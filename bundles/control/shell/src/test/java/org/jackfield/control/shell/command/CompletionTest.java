package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
    private final FakeSwitch fake = new FakeSwitch();

    private List<String> complete(final SwitchServices services, final String line) {
        final List<String> args = new ArrayList<>(List.of("complete", "--"));
        args.addAll(List.of(line.split(" ", -1)));
        final Reply reply = new Commands(services).run(new Request(args, false, 0));
        assertEquals(Reply.DONE, reply.status(), reply.err());
        return reply.out().lines().map(one -> one.replaceAll("\t.*", "")).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    po                                    | port
                    port re                               | remove,retry
                    port show vm                          | vm1,vm2
                    port show ""                          | later,vm1,vm2
                    port list --wa                        | --watch
                    port add new --type ""                | patch,tap
                    port add new --type=t                 | --type=tap
                    port add new --type tap --set q       | queues=
                    port add new --set mtu=1 --type p     | patch
                    port add new --type tap --set steer   | steering=
                    port add new --type tap --set steering= | steering=kernel,steering=none
                    port add new --type tap --set persist=t | persist=true
                    port set vm1 ste                      | steering=
                    port set vm1 mtu=9000 per             | persist=
                    port set later pe                     | peer=
                    fdb list --bridge ""                  | br0
                    fdb remove ""                         | 02:00:00:00:00:01
                    fdb add 02:00:00:00:00:02 ""          | vm1,vm2,later
                    steering move 0-511 ""                | 0,1
                    steering policy ""                    | adaptive-width,auto,manual,symmetric-hash
                    steering set sym                      | symmetric-hash
                    steering set --port ""                | later,vm1,vm2
                    steering set --port vm1 --kernel ""   | off,on
                    steering table --worker ""            | 0,1
                    worker set ""                         | 0,1
                    bundle stop org.ex                    | org.example.broken
                    bundle install ./                     | <files>
                    type show p                           | patch
                    port add ""                           |
                    nonsense ""                           |
                    port nonsense ""                      |
                    """)
    void shouldOfferWhatFitsThePlace(final String line, final String expected) {
        fake.entries.add(new FdbEntryInfo("br0", "02:00:00:00:00:01", "vm1", "dynamic", 4));
        fake.waiting.put("later", new PortWait("patch", false, "not deployed"));
        final List<String> wanted = expected == null
                ? List.of()
                : List.of(expected.split(",")).stream().sorted().toList();
        assertEquals(wanted, complete(fake, line.replace("\"\"", "")));
    }

    @Test
    void shouldHideHiddenCommandsAndOptions() {
        final List<String> commands = complete(fake, "");
        assertTrue(commands.containsAll(List.of("port", "fdb", "log", "top", "type", "bundle", "stats")));
        assertFalse(commands.contains("complete"));
        assertFalse(complete(fake, "log --").contains("--after"));
    }

    @Test
    void shouldStillOfferCommandsAndOptionsWithoutASwitch() {
        assertEquals(List.of("remove", "retry"), complete(SwitchServices.none(), "port re"));
        assertEquals(List.of(), complete(SwitchServices.none(), "port show "));
    }

    @Test
    void shouldDescribeCandidates() {
        final Reply reply = new Commands(fake).run(Request.of("complete", "--", "port", "show", "vm1"));
        assertEquals("vm1\ttap ACTIVE\n", reply.out());
    }

    @Test
    void shouldCompleteLinesOfTheFelixShell() {
        final ShellCompletion shell =
                new ShellCompletion(fake, List.of("jack:port", "jack:stats", "gogo:grep", "felix:lb"));
        assertEquals("port\tjack:port\n", shell.of("po"));
        assertEquals("jack:port\njack:stats\n", shell.of("jack:"));
        assertEquals("vm1\ttap ACTIVE\nvm2\ttap ACTIVE\n", shell.of("jack:port show v"));
        assertEquals("grep\tgogo:grep\n", shell.of("port list | gr"));
        assertEquals("", shell.of("lb -"));
    }
}
