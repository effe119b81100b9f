package org.jackfield.core.pipeline;

import org.jackfield.core.view.StageView;

/** Watches over calls of the code of stages, which may not come back. Used by one worker. */
public interface StageGuard {
    /** The worker is about to call the code of a stage. */
    void enter(StageView stage);

    /** The code has returned or thrown. Throws when the worker is another thread's by now. */
    void leave();
}
