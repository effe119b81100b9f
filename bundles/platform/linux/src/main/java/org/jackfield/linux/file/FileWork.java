package org.jackfield.linux.file;

import org.osgi.annotation.versioning.ConsumerType;

/** Work on a file in rounds, done by a {@link FileThread}. It may block; only that thread calls it. */
@ConsumerType
public interface FileWork {
    /**
     * One round.
     *
     * @param last whether the thread has been told to end: no round follows, so everything is to be finished
     * @return nanoseconds until the next round, which comes sooner after {@link FileThread#wake}; negative when there is nothing left
     *     to do and the thread may end
     */
    long round(boolean last);

    /** A round has thrown this; none follows. */
    void broken(Throwable thrown);
}
