package org.jackfield.steering.toeplitz;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
