package org.jackfield.linux.poll;

/** The engines there are. Any thread. */
public final class IoEngines {
    private IoEngines() {}

    /** Engines that read and write frame by frame and wait by epoll: for every kernel and every container. */
    public static IoEngineFactory readWrite() {
        return ReadWriteEngine::new;
    }
}
