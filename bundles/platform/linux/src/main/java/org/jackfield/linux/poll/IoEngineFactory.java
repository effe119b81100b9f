package org.jackfield.linux.poll;

import org.jackfield.api.frame.FramePool;
import org.osgi.annotation.versioning.ProviderType;

/** Makes the engine of a worker. */
@ProviderType
@FunctionalInterface
public interface IoEngineFactory {
    /** Called on the worker's own thread, once. */
    IoEngine create(FramePool pool) throws EngineException;
}
