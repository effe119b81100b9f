package org.jackfield.api.admin;

/**
 * A bundle at one moment.
 *
 * @param id its number in the framework
 * @param name symbolic name
 * @param version its version
 * @param state INSTALLED (does not resolve, or is stopped and was never resolved), RESOLVED (stopped), STARTING, ACTIVE, STOPPING
 * @param startLevel its start level
 * @param origin feature when a feature file brought it, deploy when it came through the deploy folder
 * @param file name of the jar
 * @param reason why it does not run although it should: what is missing, or what its activation threw; empty otherwise
 */
public record BundleInfo(
        long id,
        String name,
        String version,
        String state,
        int startLevel,
        String origin,
        String file,
        String reason) {}
