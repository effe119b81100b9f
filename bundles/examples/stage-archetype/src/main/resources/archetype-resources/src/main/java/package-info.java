/** The stage {@code ${type}}. Exports nothing. */
package ${package};
