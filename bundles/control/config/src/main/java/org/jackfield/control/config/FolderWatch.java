package org.jackfield.control.config;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jackfield.control.config.HandEdits.Task;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the folder when something in it has changed and it has then been quiet for a moment: an editor makes several files and moves
 * to save one. Threads: jackfield-config-watch waits for the kernel, jackfield-config compares, up to four jackfield-config-port wait
 * for verdicts, so that a port that is stuck does not hold up the others.
 */
final class FolderWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FolderWatch.class.getName());
    private static final long QUIET_MS = 200;
    private static final long MOST_MS = 2_000;
    private static final int MOST_PORTS = 4;

    private final Path folder;
    private final HandEdits edits;
    private final ScheduledThreadPoolExecutor comparing =
            new ScheduledThreadPoolExecutor(1, daemon("jackfield-config"));
    private final ExecutorService waiting = ports();
    private final Set<Task> underWay = ConcurrentHashMap.newKeySet();
    private final WatchService kernel;
    private final Thread thread;

    private @Nullable ScheduledFuture<?> planned;
    private long firstNs;
    private volatile String lastFailure = "";

    /** Starts to watch. The folder is made when it is not there. */
    FolderWatch(final Path folder, final HandEdits edits) throws IOException {
        this.folder = folder;
        this.edits = edits;
        this.kernel = watch(folder);
        this.thread = daemon("jackfield-config-watch").newThread(this::listen);
        thread.start();
        look();
    }

    private static WatchService watch(final Path folder) throws IOException {
        Files.createDirectories(folder);
        final WatchService service = folder.getFileSystem().newWatchService();
        try {
            folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return service;
        } catch (final IOException refused) {
            service.close();
            throw refused;
        }
    }

    private static ThreadFactory daemon(final String name) {
        return work -> {
            final Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static ExecutorService ports() {
        final ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MOST_PORTS,
                MOST_PORTS,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemon("jackfield-config-port"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private void listen() {
        try {
            while (true) {
                final WatchKey key = kernel.take();
                boolean ours = false;
                for (final WatchEvent<?> event : key.pollEvents()) {
                    ours |= event.kind() == StandardWatchEventKinds.OVERFLOW
                            || ConfigName.ofFile(String.valueOf(event.context()))
                                    .isPresent();
                }
                if (ours) {
                    look();
                }
                if (!key.reset()) {
                    LOG.log(
                            Level.WARNING,
                            "configuration folder " + folder + " has gone; what was read from it stays in force, and"
                                    + " edits by hand are not seen until the switch starts again");
                    return;
                }
            }
        } catch (final InterruptedException | ClosedWatchServiceException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Compares folder and ConfigAdmin when it has been quiet. Any thread. */
    synchronized void look() {
        final long now = System.nanoTime();
        if (planned == null || planned.isDone()) {
            firstNs = now;
        } else {
            planned.cancel(false);
        }
        final long waitedMs = TimeUnit.NANOSECONDS.toMillis(now - firstNs);
        try {
            planned = comparing.schedule(
                    this::compare, Math.max(0, Math.min(QUIET_MS, MOST_MS - waitedMs)), TimeUnit.MILLISECONDS);
        } catch (final RejectedExecutionException closed) {
            LOG.log(Level.DEBUG, "after the end");
        }
    }

    private void compare() {
        try {
            for (final Task task : edits.differing()) {
                if (underWay.add(task)) {
                    waiting.execute(() -> bringOver(task));
                }
            }
            lastFailure = "";
        } catch (final IOException | RuntimeException failed) {
            report(String.valueOf(failed.getMessage()));
        }
    }

    private void bringOver(final Task task) {
        boolean done = false;
        try {
            done = edits.bringOver(task);
        } finally {
            underWay.remove(task);
        }
        if (done) { // else the next change in the folder is soon enough
            look(); // it may have been edited again meanwhile
        }
    }

    private void report(final String failure) {
        if (!failure.equals(lastFailure)) {
            LOG.log(Level.WARNING, "configuration folder " + folder + " cannot be compared: " + failure);
        }
        lastFailure = failure;
    }

    @Override
    public void close() {
        comparing.shutdownNow();
        waiting.shutdownNow();
        try {
            kernel.close();
            thread.join(TimeUnit.SECONDS.toMillis(5));
            comparing.awaitTermination(5, TimeUnit.SECONDS);
            waiting.awaitTermination(5, TimeUnit.SECONDS);
        } catch (final IOException failed) {
            LOG.log(Level.WARNING, "configuration folder " + folder + " cannot be let go", failed);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
