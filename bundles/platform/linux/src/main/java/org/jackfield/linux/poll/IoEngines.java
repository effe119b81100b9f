package org.jackfield.linux.poll;

/** The engines there are. Any thread. */
public final class IoEngines {
    /** Whatever is fastest here. */
    public static final String AUTO = "auto";
    /** One io_uring for each worker. */
    public static final String URING = "uring";
    /** One read or write a frame. */
    public static final String READ_WRITE = "readwrite";

    private IoEngines() {}

    /**
     * An engine for all workers of a switch, and why.
     *
     * @param name its name in commands
     * @param factory makes the engine of each worker
     * @param reason one sentence for people
     */
    public record Choice(String name, IoEngineFactory factory, String reason) {
        /** Whether there is no faster one. */
        public boolean isFastest() {
            return name.equals(UringEngine.NAME);
        }
    }

    /** Engines that read and write frame by frame and wait by epoll: for every kernel and every container. */
    public static IoEngineFactory readWrite() {
        return ReadWriteEngine::new;
    }

    /** Engines that enter the kernel once a cycle: for Linux 6.7 and newer, where io_uring is allowed. */
    public static IoEngineFactory uring() {
        return pool -> new UringEngine(pool, UringEngine.BUFFERS);
    }

    /**
     * Chooses by what is asked for and by what the kernel shows to be able to.
     *
     * @param wanted {@link #AUTO}, {@link #URING} or {@link #READ_WRITE}
     * @throws EngineException when it is none of these, or {@link #URING} does not work here
     */
    public static Choice choose(final String wanted) throws EngineException {
        switch (wanted) {
            case READ_WRITE:
                return new Choice(ReadWriteEngine.NAME, readWrite(), "asked for");
            case URING:
                UringProbe.run();
                return new Choice(UringEngine.NAME, uring(), "asked for, and a multishot read works");
            case AUTO:
                return fastest();
            default:
                throw new EngineException(
                        "engine '" + wanted + "' is unknown; choose " + AUTO + ", " + URING + " or " + READ_WRITE);
        }
    }

    private static Choice fastest() {
        try {
            UringProbe.run();
            return new Choice(UringEngine.NAME, uring(), "a multishot read works");
        } catch (final EngineException refused) {
            return new Choice(ReadWriteEngine.NAME, readWrite(), "no io_uring: " + refused.getMessage());
        }
    }
}
