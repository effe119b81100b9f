package org.jackfield.lab.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder of an experiment's results. Each trial is a file of its own, on the disk under its name before the next one
 * begins: whatever ends a run, it can be resumed. One thread.
 */
public final class ResultFolder {
    /** The experiment's file in the folder. */
    public static final String EXPERIMENT = "experiment.yaml";

    private static final String ABOUT = "about.json";
    private static final String TRIALS = "trials";
    private static final Gson PRINTER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path path;
    private final About about;
    private final String text;

    private ResultFolder(final Path path, final About about, final String text) {
        this.path = path;
        this.about = about;
        this.text = text;
    }

    /**
     * Makes a new one.
     *
     * @param path must not exist, or be an empty folder
     * @param text of the experiment's file
     */
    public static ResultFolder create(final Path path, final String text, final About about) throws LabException {
        try {
            Files.createDirectories(path);
            try (Stream<Path> inside = Files.list(path)) {
                if (inside.findAny().isPresent()) {
                    throw new LabException(
                            path + " is not empty and holds no experiment; name another folder with --out");
                }
            }
            Files.createDirectory(path.resolve(TRIALS));
        } catch (final FileAlreadyExistsException file) {
            throw new LabException(path + " is no folder; name another with --out", file);
        } catch (final IOException failed) {
            throw cannot("made", path, failed);
        }
        final ResultFolder folder = new ResultFolder(path, about, text);
        folder.write(EXPERIMENT, text);
        folder.writeAbout();
        return folder;
    }

    /** Whether a path is such a folder. */
    public static boolean isOne(final Path path) {
        return Files.isRegularFile(path.resolve(ABOUT));
    }

    /** Opens one that is there. */
    public static ResultFolder open(final Path path) throws LabException {
        if (!isOne(path)) {
            throw new LabException(path + " holds no results: no " + ABOUT + " is in it");
        }
        final String text = ExperimentFile.text(path.resolve(EXPERIMENT));
        final About about;
        try {
            about = About.read(json(path.resolve(ABOUT)));
        } catch (final RuntimeException broken) {
            throw new LabException(path.resolve(ABOUT) + " is damaged: " + broken.getMessage(), broken);
        }
        if (!About.digest(text).equals(about.digest())) {
            throw new LabException(path.resolve(EXPERIMENT)
                    + " was changed after the run began; its results belong to the file as it was. Run it anew");
        }
        return new ResultFolder(path, about, text);
    }

    /**
     * The same folder, to be filled further.
     *
     * @param session the run that does it
     */
    public ResultFolder resume(final About.Session session) throws LabException {
        final ResultFolder resumed = new ResultFolder(path, about.and(session), text);
        resumed.writeAbout();
        return resumed;
    }

    private void writeAbout() throws LabException {
        write(ABOUT, PRINTER.toJson(about.toJson()) + "\n");
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** What it is of. */
    public About about() {
        return about;
    }

    /** The text of the experiment's file. */
    public String text() {
        return text;
    }

    /** Keeps a trial; what was kept of an earlier try is replaced. */
    public void keep(final TrialResult result) throws LabException {
        write(trialName(result.number()), TrialJson.write(result) + "\n");
    }

    private static String trialName(final int number) {
        return TRIALS + "/" + String.format(Locale.ROOT, "%05d.json", number);
    }

    /** All trials that were made, in the order of the plan. */
    public List<TrialResult> trials() throws LabException {
        final SortedMap<Integer, TrialResult> found = new TreeMap<>();
        for (final Path file : trialFiles()) {
            try {
                final TrialResult result = TrialJson.read(json(file));
                found.put(result.number(), result);
            } catch (final RuntimeException broken) {
                throw new LabException(file + " is damaged: " + broken.getMessage() + "; remove it and resume", broken);
            }
        }
        return List.copyOf(found.values());
    }

    private List<Path> trialFiles() throws LabException {
        try (Stream<Path> files = Files.list(path.resolve(TRIALS))) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList());
        } catch (final IOException failed) {
            throw cannot("read", path.resolve(TRIALS), failed);
        }
    }

    private static JsonObject json(final Path file) throws LabException {
        try {
            final JsonElement element = JsonParser.parseString(Files.readString(file));
            return element.getAsJsonObject();
        } catch (final IOException failed) {
            throw cannot("read", file, failed);
        } catch (final JsonParseException broken) {
            throw new LabException(file + " is damaged: " + broken.getMessage(), broken);
        }
    }

    /** Writes a file at once or not at all, and on the disk. */
    public void write(final String name, final String content) throws LabException {
        final Path file = path.resolve(name);
        final Path unfinished = path.resolve(name + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                final ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException failed) {
            throw cannot("written", file, failed);
        }
    }

    private static LabException cannot(final String what, final Path file, final IOException why) {
        return new LabException(file + " cannot be " + what + ": " + why, why);
    }
}
