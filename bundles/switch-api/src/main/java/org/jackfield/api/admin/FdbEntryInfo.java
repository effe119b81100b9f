package org.jackfield.api.admin;

/**
 * An FDB entry at one moment.
 *
 * @param bridge its bridge
 * @param mac its address
 * @param port the port it points to
 * @param kind dynamic, static or sticky
 * @param ageSeconds seconds since its address was last seen, to the precision of ageing; 0 for entries that do not age
 */
public record FdbEntryInfo(String bridge, String mac, String port, String kind, long ageSeconds) {}
