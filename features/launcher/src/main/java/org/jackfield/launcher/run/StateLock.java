package org.jackfield.launcher.run;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a state folder to one switch as long as this process lives. Felix locks its own folder too, but cleans it before it looks
 * at that lock.
 */
final class StateLock {
    private static final System.Logger LOG = System.getLogger(StateLock.class.getName());

    private final FileChannel file;

    private StateLock(final FileChannel file) {
        this.file = file;
    }

    /** Takes a folder. */
    static StateLock take(final Path folder) throws LaunchException {
        final Path path = folder.resolve("lock");
        try {
            final FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (isLocked(file)) {
                final String owner = Files.readString(path).strip();
                file.close();
                throw new LaunchException("state folder " + folder + " is in use by another switch (pid " + owner
                        + "); stop it, or give this one its own --state");
            }
            final String pid = ProcessHandle.current().pid() + "\n";
            file.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return new StateLock(file);
        } catch (final IOException failed) {
            throw new LaunchException("state folder " + folder + " cannot be locked: " + failed, failed);
        }
    }

    private static boolean isLocked(final FileChannel file) throws IOException {
        try {
            return file.tryLock() == null;
        } catch (final OverlappingFileLockException inThisProcess) {
            return true;
        }
    }

    /** Gives the folder free. */
    void release() {
        try {
            file.close();
        } catch (final IOException failed) {
            LOG.log(Level.WARNING, "the lock of the state folder was not closed: " + failed.getMessage());
        }
    }
}
