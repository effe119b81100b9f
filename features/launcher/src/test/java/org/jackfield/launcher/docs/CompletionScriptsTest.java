package org.jackfield.launcher.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.command.SwitchServices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts in real shells, with a program called jackfield that answers as the test wants. */
@Timeout(60)
class CompletionScriptsTest {
    private final CompletionScripts scripts =
            new CompletionScripts(Commands.commandLine(SwitchServices.none(), Request.of()));

    @TempDir
    private Path folder;

    @BeforeEach
    void standIn() throws IOException {
        program("""
                #!/bin/sh
                printf '%s|' "$@" >> "${0%/*}/asked"
                for last; do :; done
                case $last in
                    mtu=*) echo mtu=1500; echo mtu=9000 ;;
                    mt*) printf 'mtu=\\tBytes: most of a frame.\\n' ;;
                    fi*) echo '<files>' ;;
                    02:*) echo 02:00:00:00:00:01 ;;
                    *) printf 'vm1\\ttap ACTIVE\\nvm2\\ttap ACTIVE\\n' ;;
                esac
                """);
        Files.writeString(folder.resolve("file one"), "");
        Files.writeString(folder.resolve("jackfield.bash"), scripts.bash());
        Files.writeString(folder.resolve("_jackfield"), scripts.zsh());
    }

    private void program(final String text) throws IOException {
        final Path program = folder.resolve("jackfield");
        Files.writeString(program, text);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private String bash(final String line) throws Exception {
        return run("bash", "-c", """
                cd "$1" && PATH=$PWD:$PATH && . ./jackfield.bash
                COMP_LINE=$2 COMP_POINT=${#2}
                COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
                _jackfield
                printf '%s\\n' "${COMPREPLY[@]}"
                """, "bash", folder.toString(), line);
    }

    private static String run(final String... command) throws Exception {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return text.strip();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jackfield po                      | port
                    jackfield port show 'vm'          | vm1 vm2
                    jackfield port set vm1 mt         | mtu=
                    jackfield port set vm1 mtu=       | 1500 9000
                    jackfield port set vm1 mtu=9      | 1500 9000
                    jackfield fdb remove 02:00:       | 00:00:00:01
                    jackfield bundle install fi       | file one
                    """)
    void shouldCompleteInBash(final String line, final String expected) throws Exception {
        assertEquals(expected, bash(line).replace('\n', ' '));
    }

    @Test
    void shouldPassTheWordsOnAsTyped() throws Exception {
        bash("jackfield port add vm1 --set mtu=9000 --set ");
        assertEquals("complete|--|port|add|vm1|--set|mtu=9000|--set||", Files.readString(folder.resolve("asked")));
    }

    @Test
    void shouldFallBackToNamesOfCommandsInBash() throws Exception {
        program("#!/bin/sh\nexit 1\n");
        assertEquals(
                List.of("remove", "retry"), bash("jackfield port re").lines().toList());
        assertEquals("fdb", bash("jackfield f"));
    }

    @Test
    void shouldTieTheFunctionToTheCommandInBash() throws Exception {
        assertEquals(
                "complete -F _jackfield jackfield",
                run("bash", "-c", ". \"$1\"; complete -p jackfield", "bash", folder.resolve("jackfield.bash") + ""));
    }

    /** A real zsh on a pseudo terminal, completing as for a person. */
    @Test
    void shouldCompleteInZsh() throws Exception {
        assertTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "zsh is not installed; apt-get install zsh");
        final String text = run("/usr/bin/zsh", "-f", "-c", """
                cd "$1"; path=($PWD $path); zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell "cd $1; PATH=$PWD:\\$PATH; fpath=($PWD \\$fpath); autoload -U compinit; compinit -u -D; PS1='> '"
                zpty -w -n shell $'jackfield port set vm1 mt\\t'
                zpty -w -n shell $'9000\\n'
                zpty -w shell "print -r -- DO''NE"
                zpty -r -m shell text '*DONE*'
                print -r -- $text
                """, "zsh", folder.toString());
        assertTrue(Files.readString(folder.resolve("asked")).endsWith("|port|set|vm1|mtu=9000|"), text);
    }
}
