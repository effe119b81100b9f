package org.jackfield.api.admin;

import java.util.Collection;
import org.jackfield.api.event.SwitchEvent;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes a running switch. Any thread but workers and conductor; each call returns when the change is in force or throws
 * {@link AdminException} with operation, object, cause and remedy, and then nothing has changed.
 */
@ProviderType
public interface SwitchAdmin {
    /**
     * Adds an entry that does not age.
     *
     * @param sticky false for a static entry, which never moves; true for one that traffic cannot move but that a link of the
     *     same name re-learns: a dynamic address pinned to its port
     */
    void addFdbEntry(String bridge, long mac, String port, boolean sticky) throws AdminException;

    /** Removes one entry of any kind. */
    void removeFdbEntry(String bridge, long mac) throws AdminException;

    /** Forgets all dynamic entries of a port, or of all ports with an empty name; returns about how many. */
    long flushFdb(String port) throws AdminException;

    /** Sets how long a dynamic entry lives without traffic, 10 to 1000000 seconds. */
    void setAgeing(long seconds) throws AdminException;

    /**
     * Chooses who decides about buckets of all ports that are given to no other policy, until the switch ends.
     *
     * @param policy name of a deployed policy, {@link SteeringInfo#AUTO} or {@link SteeringInfo#MANUAL}
     */
    void choosePolicy(String policy) throws AdminException;

    /**
     * Gives ports and bridges to a policy of their own, until the switch ends; a port's own comes before that of its bridge. Flows keep their
     * order. A policy decides for the switch, or for all that is given to it.
     *
     * @param policy name of a deployed policy that is not the switch's, or {@link SteeringInfo#DEFAULT} for the switch's
     * @param ports names of ports
     * @param bridges names of bridges
     */
    default void choosePolicy(final String policy, final Collection<String> ports, final Collection<String> bridges)
            throws AdminException {
        throw new AdminException("steering set: this version of the switch knows one policy for all ports");
    }

    /**
     * Moves buckets {@code first..last} of the switch's policy to a worker; flows keep their order. It lasts until the policy in force moves them again, with
     * {@link SteeringInfo#MANUAL} until the next move by hand.
     */
    void moveBuckets(int first, int last, int worker) throws AdminException;

    /** Allows every policy only so much, until the switch ends; flows keep their order. */
    default void limitSteering(final SteeringLimits limits) throws AdminException {
        throw new AdminException("steering set: this version of the switch has no limits for policies");
    }

    /**
     * Lets the thread of a worker, also one that takes its place, run on some CPUs only, until the switch ends.
     *
     * @param cpus a list such as {@code 0-3,8}, in which {@code node:N} stands for the CPUs of a NUMA node, or
     *     {@link WorkerInfo#ALL_CPUS}
     */
    default void setWorkerCpus(final int worker, final String cpus) throws AdminException {
        throw new AdminException("worker set " + worker + ": this version of the switch does not pin workers");
    }

    /**
     * Waits until a port has applied the configuration with this value of
     * {@link org.jackfield.api.port.PortSettings#CHANGE}.
     *
     * @return the port as it then is: active, or faulted, with {@link PortInfo#reason} saying why a change was refused
     * @throws AdminException when that takes longer than the given time
     */
    PortInfo awaitPort(String name, long change, long timeoutMs) throws AdminException;

    /**
     * Opens a faulted port now, whatever its back-off, also one that stays out because its code failed again and again. Returns when
     * that was tried once.
     *
     * @return the port as it then is: active, or faulted with the reason
     */
    PortInfo retryPort(String name) throws AdminException;

    /**
     * Puts a faulted stage in force now, also one that stays out because its code failed again and again. Returns when that was tried
     * once.
     *
     * @return the stage as it then is: active, or faulted with the reason
     */
    default StageInfo retryStage(final String name) throws AdminException {
        throw new AdminException(
                "stage retry " + name + ": the switch knows no such stage; see 'jackfield stage list'");
    }

    /**
     * Evaluates a deployed policy beside the one in force from now on, on the same frames, without steering any: until it is removed. One
     * that breaks its contract is removed by itself, with an event. It waits while it is not deployed, and while it is in force.
     *
     * @param sample one in how many flows is looked at: a power of two, 1 to {@link ShadowInfo#MOST_SAMPLE}
     */
    default void addShadow(final String policy, final int sample) throws AdminException {
        throw new AdminException("steering shadow add " + policy
                + ": this version of the switch evaluates no policies beside the one in force");
    }

    /**
     * Ends that.
     *
     * @param policy name of the policy, or {@link ShadowInfo#ALL}
     */
    default void removeShadow(final String policy) throws AdminException {
        throw new AdminException(
                "steering shadow remove " + policy + ": there is no such shadow; see 'jackfield steering shadow show'");
    }

    /** The same, looking at one in {@value MeasuresInfo#MOVE_SAMPLE} batches for moves of flows. */
    default void measure(final boolean on, final long seconds) throws AdminException {
        measure(on, seconds, false);
    }

    /**
     * Begins to measure inside of the workers, from 0, or ends it; see {@link SwitchView#measures}.
     *
     * @param on whether to measure
     * @param seconds after how many seconds to end by itself, 1 to 86400; 0 for not at all
     * @param allMoves whether to look at all frames for moves of flows, which costs each about a twentieth of its way through the switch
     */
    default void measure(final boolean on, final long seconds, final boolean allMoves) throws AdminException {
        throw new AdminException("worker measure: this version of the switch does not measure inside of its workers");
    }

    /** Adds an event of another part of the switch, such as deployment, to its log and tells it to all listeners; returns at once. */
    void record(SwitchEvent event);

    /** Waits until a port is gone from the switch. */
    void awaitGone(String name, long timeoutMs) throws AdminException;
}
