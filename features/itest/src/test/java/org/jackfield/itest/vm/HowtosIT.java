package org.jackfield.itest.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.itest.lab.NetworkLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every command of every how-to, and of the first section of the README, run as it stands. */
@Tag("netns")
class HowtosIT {
    /** What the switch says of a port whose namespace a how-to ends. */
    private static final String DEVICE_GONE = "its device is gone";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private String follow(final String name) {
        return Howto.of(World.HOWTOS.resolve(name)).run(new World(lab), Map.of());
    }

    @Test
    void shouldHaveATestForEveryHowto() throws IOException {
        try (Stream<Path> files = Files.list(World.HOWTOS)) {
            assertEquals(
                    List.of(
                            "container-netns.md",
                            "deploy-port-type.md",
                            "libvirt.md",
                            "podman.md",
                            "qemu-macvtap.md",
                            "qemu-tap-redirect.md"),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                            .sorted()
                            .toList());
        }
    }

    @Test
    @Tag("alone")
    void shouldLetTwoMachinesTalkInFiveMinutesAsTheReadmeSays() {
        final Path readme = Path.of("../../README.md").toAbsolutePath().normalize();
        final String said = Howto.section(readme, "Five minutes").run(new World(lab), Map.of());
        assertTrue(said.contains(" 0% packet loss"), said);
    }

    @Test
    void shouldDeployAPortTypeIntoTheRunningSwitch() {
        final String said = follow("deploy-port-type.md");
        assertTrue(said.contains(" 0% packet loss"), said);
    }

    @Test
    @Tag("alone")
    void shouldJoinAMachineByMacvtap() {
        final String said = follow("qemu-macvtap.md");
        assertTrue(said.contains(" 0% packet loss"), said);
    }

    @Test
    @Tag("alone")
    void shouldJoinAMachineByARedirectedTap() {
        final String said = follow("qemu-tap-redirect.md");
        assertTrue(said.contains(" 0% packet loss"), said);
    }

    @Test
    void shouldWriteXmlThatLibvirtsSchemaAllows() {
        final Map<String, String> schemas = Map.of("LIBVIRT_SCHEMAS", schemas().toString());
        final String said = Howto.of(World.HOWTOS.resolve("libvirt.md")).run(new World(lab), schemas);
        assertTrue(said.contains("direct.xml validates"), said);
        assertTrue(said.contains("ethernet.xml validates"), said);
    }

    /** The schemas out of libvirt's package, which is fetched once and not installed. */
    private Path schemas() {
        final Path unpacked = Path.of("target", "libvirt").toAbsolutePath();
        final Path schemas = unpacked.resolve("usr/share/libvirt/schemas");
        if (!Files.exists(schemas.resolve("domain.rng"))) {
            final String fetch = "mkdir -p \"$1\"; cd \"$1\"; apt-get download -qq -o APT::Sandbox::User=root libvirt0;"
                    + " dpkg-deb -x libvirt0_*.deb .";
            lab.must("sh", "-e", "-c", fetch, "sh", unpacked.toString());
        }
        return schemas;
    }

    @Test
    @Tag("alone")
    void shouldGiveAContainerThePortsDevice() {
        final World world = new World(lab);
        world.jackfield().expect(DEVICE_GONE);
        final String said = Howto.of(World.HOWTOS.resolve("container-netns.md")).run(world, Map.of());
        assertTrue(said.contains(" 0% packet loss"), said);
    }

    @Test
    @Tag("alone")
    void shouldGiveAPodmanContainerThePortsDevice() throws IOException {
        final World world = new World(lab);
        world.jackfield().expect(DEVICE_GONE);
        final Map<String, String> podman = podmanOfItsOwn(world);
        lab.adopt(() -> world.start(podman, "podman", "rm", "--all", "--force", "--time", "0")
                .awaitExit(20_000));
        final String said = Howto.of(World.HOWTOS.resolve("podman.md")).run(world, podman);
        assertTrue(said.contains(" 0% packet loss"), said);
    }

    /**
     * Podman with storage of the test's own, and without limits that a machine which is a container itself may not set.
     */
    private static Map<String, String> podmanOfItsOwn(final World world) throws IOException {
        final Path storage = Files.writeString(world.folder().resolve("storage.conf"), """
                [storage]
                driver = "vfs"
                graphroot = "%s"
                runroot = "/run/containers/storage"
                """.formatted(
                        world.folder().resolve("storage")));
        final Path containers = Files.writeString(world.folder().resolve("containers.conf"), """
                [containers]
                cgroups = "disabled"
                default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
                [engine]
                cgroup_manager = "cgroupfs"
                events_logger = "none"
                """);
        return Map.of("CONTAINERS_STORAGE_CONF", storage.toString(), "CONTAINERS_CONF", containers.toString());
    }
}
