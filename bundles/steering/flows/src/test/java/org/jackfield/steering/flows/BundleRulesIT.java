package org.jackfield.steering.flows;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
