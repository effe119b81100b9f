package org.jackfield.api.admin;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Reads a running switch. Any thread but workers and conductor; answers are snapshots. */
@ProviderType
public interface SwitchView {
    /** All ports the switch has seen and not yet forgotten, sorted by name. */
    List<PortInfo> ports();

    /** One port. */
    Optional<PortInfo> port(String name);

    /** All workers by index. */
    List<WorkerInfo> workers();

    /** All stages the switch has seen and not yet forgotten, in the order in which frames go through them. */
    default List<StageInfo> stages() {
        return List.of();
    }

    /** FDB entries, sorted by bridge and address; of one bridge, or of all with an empty name. */
    List<FdbEntryInfo> fdb(String bridge);

    /** The steering table and who decides it. */
    SteeringInfo steering();

    /** What the operator allows every policy. */
    default SteeringLimits steeringLimits() {
        return SteeringLimits.NONE;
    }

    /** The buckets with their owners and loads; asking begins to count them, see {@link SteeringTableInfo}. */
    default SteeringTableInfo steeringTable() {
        throw new UnsupportedOperationException("this version of the switch does not tell the load of buckets");
    }

    /** The same of the policy that decides for a port; empty when there is no such port. */
    default Optional<SteeringTableInfo> steeringTable(final String port) {
        return port(port).map(known -> steeringTable());
    }

    /** Changes of steering after the one of this number, oldest first; the switch keeps the last 500. 0 asks for all of them. */
    default List<SteeringChange> steeringChanges(final long after) {
        return List.of();
    }

    /** Policies that are evaluated beside the one in force, in the order in which they were added. */
    default List<ShadowInfo> shadows() {
        return List.of();
    }

    /** What is measured in the workers, or was last. */
    default MeasuresInfo measures() {
        return MeasuresInfo.NONE;
    }

    /**
     * Where a frame, and with it its flow, goes now.
     *
     * @param frame bytes from the destination address on, 14 or more, without FCS
     */
    default FlowInfo flow(final byte[] frame) {
        throw new UnsupportedOperationException("this version of the switch does not tell where a flow goes");
    }

    /** Both ledgers and all drops, added up over ports. */
    LedgerInfo ledger();

    /** Events after the one of this number, oldest first; the switch keeps the last 1000. 0 asks for all of them. */
    List<EventInfo> events(long after);

    /** Seconds a dynamic FDB entry lives without traffic. */
    long ageingSeconds();
}
