/** The steering policy {@code ${type}}. Exports nothing. */
package ${package};
