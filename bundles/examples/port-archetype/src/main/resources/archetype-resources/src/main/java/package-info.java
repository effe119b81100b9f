/** The port type {@code ${type}}. Exports nothing. */
package ${package};
