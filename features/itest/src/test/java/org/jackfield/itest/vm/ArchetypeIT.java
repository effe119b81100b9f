package org.jackfield.itest.vm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jackfield.itest.lab.NetworkLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The tutorial of the archetypes, every command as it stands, by somebody who has just unpacked the distribution: an empty home, an
 * empty local repository of Maven, no network. What Maven needs beyond the distribution's own repository it finds in the local
 * repository of the build that runs this test, which has fetched the same plug-ins in the same versions by then.
 */
@Tag("netns")
class ArchetypeIT {
    private static final Path TUTORIAL =
            Path.of("../../bundles/examples/README.md").toAbsolutePath().normalize();

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    @Test
    void shouldGenerateBuildDeployUpdateAndRemovePlugInsAsTheTutorialSays() throws IOException {
        final World world = new World(lab);
        final Path home = newHome();
        // The Maven that runs this test; the working folder is the first on the path.
        Files.createSymbolicLink(
                world.folder().resolve("mvn"), Path.of(System.getProperty("jackfield.maven.home"), "bin", "mvn"));
        final Map<String, String> environment = Map.of(
                "HOME", home.toString(),
                // Java asks the system, not HOME; builds and tests this short are faster without the second compiler.
                "MAVEN_OPTS", "-Duser.home=" + home + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "TMPDIR", world.folder().toString(),
                "JACKFIELD_DEPLOY", world.jackfield().deployFolder().toString(),
                "JACKFIELD_CONFIG", world.jackfield().configuration().toString());
        final String said = Howto.of(TUTORIAL).run(world, environment);
        assertTrue(said.contains("3 packets transmitted, 3 received, 0% packet loss"), said);
        assertTrue(said.contains("10 packets transmitted, 8 received, 20% packet loss"), said);
    }

    private Path newHome() throws IOException {
        final Path home = lab.folder("home");
        final Path settings = Files.createDirectories(home.resolve(".m2")).resolve("settings.xml");
        final URI build =
                Path.of(System.getProperty("jackfield.maven.repository")).toUri();
        final String repository = """
                <id>build</id>
                <url>%s</url>
                <releases><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>false</enabled></snapshots>
                """.formatted(build);
        Files.writeString(settings, """
                <settings>
                  <profiles>
                    <profile>
                      <id>build</id>
                      <properties><argLine>-XX:TieredStopAtLevel=1 -XX:+UseSerialGC</argLine></properties>
                      <repositories><repository>%s</repository></repositories>
                      <pluginRepositories><pluginRepository>%s</pluginRepository></pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>build</activeProfile></activeProfiles>
                </settings>
                """.formatted(repository, repository));
        return home;
    }
}
