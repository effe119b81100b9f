package ${package};

import org.jackfield.testkit.rules.HotPathGate;

/** Looks for allocation, locks and the like in the bytecode of what is marked HotPath. */
class HotPathGateTest extends HotPathGate {}
