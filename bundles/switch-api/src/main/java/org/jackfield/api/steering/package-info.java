/**
 * What a steering policy implements: who owns which bucket of flows.
 *
 * <p>A flow's bucket is its hash masked by the number of buckets; the bucket's owner is the worker that processes the flow. A policy is a
 * service of one method that matters, {@link org.jackfield.api.steering.SteeringPolicy#decide}: it reads a {@link
 * org.jackfield.api.steering.SteeringState}, and writes an owner from 0 to {@code workers() - 1} for every bucket into an array that holds the
 * present ones. It is called on port-ops threads, one call at a time, when workers or policies change, and each {@code periodMs} where
 * it wants to watch the load. What it throws is logged, and the owners stay; an owner that does not exist is refused likewise.
 *
 * <p>A policy may also decide for each frame: {@link org.jackfield.api.steering.SteeringPolicy#frameSteering} gives each worker a {@link
 * org.jackfield.api.steering.FrameSteering}, called with every batch that worker has read. Such a policy answers for the order of flows
 * itself, by giving the frames of a flow to one worker, and says so by {@code preservesOrder}.
 *
 * <p>Each bucket that changes its owner costs a hand-over, which keeps the order of its flows: first the kernel's table, then the frames
 * still in the old queue, then the new owner. So a policy under a load that does not change should come to rest, and one for an idle switch should
 * not wake it. {@code SteeringContractTest} of the test kit checks both, and that owners exist whatever happens; the archetype
 * {@code org.jackfield.archetype.steering} makes a project that passes it.
 */
@Export
@Version("1.1.0")
package org.jackfield.api.steering;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
