package org.jackfield.control.deploy;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Files in force that FileInstall has not told of yet. It looks at a file twice before it does, and never tells that one has gone
 * which it had not told of; so these are looked after here, by a thread that sleeps while there are none.
 */
final class FreshFiles {
    private static final long LOOK_MS = 500;

    private final Predicate<String> exists;
    private final Consumer<String> gone;
    private final Set<String> untold = new TreeSet<>();
    private final Thread thread = new Thread(this::run, "jackfield-deploy");
    private boolean running = true;

    /**
     * @param exists whether a file is still there
     * @param gone called for each that is not, on the thread of this object
     */
    FreshFiles(final Predicate<String> exists, final Consumer<String> gone) {
        this.exists = exists;
        this.gone = gone;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    synchronized void stop() {
        running = false;
        notifyAll();
    }

    /** A file has been put in force. */
    synchronized void add(final String file) {
        untold.add(file);
        notifyAll();
    }

    /** FileInstall has told of a file: from now on it also tells when that goes. */
    synchronized void told(final String file) {
        untold.remove(file);
    }

    private void run() {
        try {
            while (awaitSome()) {
                look();
            }
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        for (final String file : copy()) {
            if (!exists.test(file)) {
                gone.accept(file);
                if (!exists.test(file)) { // a command may just have been putting it there
                    told(file);
                }
            }
        }
    }

    private synchronized Set<String> copy() {
        return Set.copyOf(untold);
    }

    /** Returns true when it is time to look, false when it is time to end. */
    private synchronized boolean awaitSome() throws InterruptedException {
        while (running && untold.isEmpty()) {
            wait();
        }
        if (running) {
            wait(LOOK_MS);
        }
        return running;
    }
}
