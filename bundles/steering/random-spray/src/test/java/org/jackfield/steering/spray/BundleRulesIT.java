package org.jackfield.steering.spray;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
