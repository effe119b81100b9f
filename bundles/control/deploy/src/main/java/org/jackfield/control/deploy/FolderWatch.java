package org.jackfield.control.deploy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells which jars of the deploy folder are new, have changed or have gone, on a thread of its own. The kernel wakes it; what counts is
 * the folder itself: a file is told of once two looks, half a second apart, found the same, so never while it still grows, and never
 * as gone while it is only replaced, deleted first and written anew. Where the kernel tells nothing, as for changes another machine
 * makes, a look every ten seconds finds them.
 */
final class FolderWatch {
    private static final System.Logger LOG = System.getLogger(FolderWatch.class.getName());
    private static final long SETTLE_MS = 500;
    private static final long LOOK_S = 10;
    private static final String ABSENT = "";

    private final DeployFolder folder;
    private final Supplier<Set<String>> known;
    private final Consumer<String> changed;
    /** What was told of a file that is there, by name: its stamp. */
    private final Map<String, String> told = new TreeMap<>();
    /** What the last look found, by name: its stamp, {@link #ABSENT} for what should have been there. */
    private Map<String, String> found = Map.of();

    private final Thread thread = new Thread(this::run, "jackfield-deploy");
    private final WatchService kernel;
    private @Nullable WatchKey key;
    private boolean running = true;
    private String lastFailure = "";

    /**
     * @param known the files that somebody else has brought into force; they are told of when they go
     * @param changed is told the name of a file; on the thread of this object
     */
    FolderWatch(final DeployFolder folder, final Supplier<Set<String>> known, final Consumer<String> changed)
            throws IOException {
        this.folder = folder;
        this.kernel = folder.newWatchService();
        this.known = known;
        this.changed = changed;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread; what it is telling at the moment is told to the end. */
    void stop() {
        synchronized (this) {
            running = false;
            notifyAll();
        }
        try {
            kernel.close();
        } catch (final IOException left) {
            LOG.log(Level.WARNING, "deploy folder " + folder + " cannot be let go: " + left);
        }
    }

    private void run() {
        try {
            watch();
            boolean settled = look();
            while (settled ? awaitChange() : pause(SETTLE_MS)) {
                settled = look();
            }
        } catch (final InterruptedException | ClosedWatchServiceException end) {
            LOG.log(Level.DEBUG, "deploy folder " + folder + ": no longer watched");
        }
    }

    /** Tells of all files that came to rest; returns whether all have. */
    private boolean look() {
        final Map<String, String> now;
        try {
            now = folder.stamps();
            lastFailure = "";
        } catch (final IOException unreadable) {
            report(unreadable);
            return true;
        }
        told.keySet().forEach(name -> now.putIfAbsent(name, ABSENT));
        known.get().forEach(name -> now.putIfAbsent(name, ABSENT));
        final Map<String, String> before = found;
        found = now;
        boolean settled = true;
        for (final Map.Entry<String, String> each : now.entrySet()) {
            final String name = each.getKey();
            final String stamp = each.getValue();
            if (!stamp.equals(told.get(name))) {
                if (stamp.equals(before.get(name))) {
                    tell(name, stamp);
                } else {
                    settled = false;
                }
            }
        }
        return settled;
    }

    private void tell(final String name, final String stamp) {
        if (stamp.equals(ABSENT)) {
            told.remove(name);
        } else {
            told.put(name, stamp);
        }
        try {
            changed.accept(name);
        } catch (final RuntimeException failed) {
            LOG.log(Level.ERROR, "deploy folder " + folder + ": " + name + ": " + failed, failed);
        }
    }

    private void report(final IOException unreadable) {
        final String failure = String.valueOf(unreadable);
        if (!failure.equals(lastFailure)) {
            LOG.log(Level.WARNING, "the deploy folder " + folder + " cannot be looked at: " + failure);
        }
        lastFailure = failure;
    }

    /** Waits for the kernel's word, not for ever. Returns false when it is time to end. */
    private boolean awaitChange() throws InterruptedException {
        if (key == null || !key.isValid()) {
            return watch() ? pause(0) : pause(TimeUnit.SECONDS.toMillis(LOOK_S)); // what came before needs a look
        }
        final WatchKey changed = kernel.poll(LOOK_S, TimeUnit.SECONDS);
        if (changed != null) {
            changed.pollEvents();
            changed.reset(); // no longer valid when the folder has gone; it is watched anew when it is back
        }
        return pause(0);
    }

    /** Waits that long. Returns false when it is time to end. */
    private synchronized boolean pause(final long ms) throws InterruptedException {
        if (running && ms > 0) {
            wait(ms);
        }
        return running;
    }

    private boolean watch() {
        try {
            key = folder.watch(kernel);
            return true;
        } catch (final IOException unwatched) {
            report(unwatched);
            return false;
        }
    }
}
