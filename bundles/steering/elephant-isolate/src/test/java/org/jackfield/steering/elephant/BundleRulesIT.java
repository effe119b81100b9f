package org.jackfield.steering.elephant;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
