/**
 * The room rules of the house as checks that fail the build. A module includes each by an empty test class, for example
 * {@code class RoomRulesTest extends RoomRules {}}.
 */
package org.jackfield.testkit.rules;
