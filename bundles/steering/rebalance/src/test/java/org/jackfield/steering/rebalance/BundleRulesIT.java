package org.jackfield.steering.rebalance;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
