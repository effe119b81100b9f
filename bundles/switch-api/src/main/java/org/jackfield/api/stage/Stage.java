package org.jackfield.api.stage;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One step that the frames of ports go through. Registered as an OSGi service, one for each configuration (factory PID
 * {@code org.jackfield.stage.<type>}); the service properties are the configuration.
 *
 * <p>Life cycle: registered, {@link #plan}, [traffic, {@link #plan} with a changed configuration]*, {@link #close}, unregistered. After
 * a close the same object may be planned with again. These calls come from one port-ops thread at a time and may block; none comes
 * from a worker or from the conductor. A plan takes effect as a whole, between two batches of each worker: each batch is processed under
 * exactly one plan, and no frame is lost or seen twice when plans change, or when the stage comes and goes.
 *
 * <p>A stage that throws on a worker, or does what its band does not allow, is taken out at once: the frames of that batch go on as if
 * it had not been there. It is tried again a second later; after three times within a minute it stays out until an operator, a changed
 * configuration or new code gives it another chance.
 *
 * <p>A component that provides a stage needs a modified method (it may be empty): without one Declarative Services would replace the
 * stage for every edit of its configuration.
 */
@ConsumerType
public interface Stage {
    /** The band it belongs to; constant. */
    StagePhase phase();

    /**
     * What to do under this configuration. Must change nothing that workers of an earlier plan use: both are in use for a moment.
     *
     * @param workers forwarding threads of the switch, 1 to 64
     * @throws StageException when the configuration is refused; an earlier plan stays in force
     */
    StagePlan plan(StageSettings settings, int workers) throws StageException;

    /** Short facts for people, in display order. Any thread but workers. */
    default Map<String, String> details() {
        return Map.of();
    }

    /** No worker uses the last plan any more: once after plans that were accepted. Must not throw. */
    void close();
}
