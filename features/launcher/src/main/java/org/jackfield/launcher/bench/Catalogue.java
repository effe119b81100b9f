package org.jackfield.launcher.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jackfield.control.shell.command.Table;
import org.jackfield.launcher.bench.dut.Dut;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.work.Workloads;

/** What could be measured, what this machine lacks for it, and how it gets that. */
record Catalogue(List<Dut> duts) {
    private static final long APT_SECONDS = 900;

    /** For people. */
    String text() {
        final Table table = new Table("NAME", "WHAT", "HERE");
        for (final Dut dut : duts) {
            final String here = dut.isUsual() ? "yes" : "yes, by --only";
            table.row(dut.name(), dut.title(), dut.lack().map(Dut.Lack::words).orElse(here));
        }
        return table + "\nworkloads: " + String.join(",", Workloads.FULL) + "\nquick: "
                + String.join(",", Workloads.QUICK) + "\n";
    }

    /** For programs. */
    JsonObject document() {
        final JsonArray array = new JsonArray();
        for (final Dut dut : duts) {
            final Optional<Dut.Lack> lack = dut.lack();
            final JsonObject object = new JsonObject();
            object.addProperty("name", dut.name());
            object.addProperty("title", dut.title());
            object.addProperty("usual", dut.isUsual());
            object.addProperty("what", lack.map(Dut.Lack::what).orElse(""));
            object.addProperty("packages", lack.map(Dut.Lack::packages).orElse(""));
            array.add(object);
        }
        final JsonObject document = new JsonObject();
        document.add("duts", array);
        document.add("workloads", texts(Workloads.FULL));
        document.add("quick", texts(Workloads.QUICK));
        return document;
    }

    private static JsonArray texts(final List<String> texts) {
        final JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    /** Installs the packages that bring what is missing; does nothing when none would. */
    void install(final Consumer<String> progress) throws BenchException {
        final Set<String> packages = new LinkedHashSet<>();
        for (final Dut dut : duts) {
            dut.lack().ifPresent(lack -> packages.addAll(List.of(lack.packages().split(" "))));
        }
        packages.remove("");
        if (packages.isEmpty()) {
            return;
        }
        progress.accept("installing " + String.join(" ", packages));
        try {
            aptGet(packages);
        } catch (final BenchException withoutLists) { // images often come without package lists
            Programs.run(List.of("apt-get", "update", "-qq"), "", APT_SECONDS);
            aptGet(packages);
        }
    }

    private static void aptGet(final Set<String> packages) throws BenchException {
        final List<String> command =
                new ArrayList<>(List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq"));
        command.add("--no-install-recommends");
        command.addAll(packages);
        Programs.run(command, "", APT_SECONDS);
    }
}
