package ${package};

import org.jackfield.testkit.rules.BundleRules;

/** The finished bundle exports nothing. */
class BundleRulesIT extends BundleRules {}
