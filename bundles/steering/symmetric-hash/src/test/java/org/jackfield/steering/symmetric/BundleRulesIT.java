package org.jackfield.steering.symmetric;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
