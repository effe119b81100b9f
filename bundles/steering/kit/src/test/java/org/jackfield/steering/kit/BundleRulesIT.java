package org.jackfield.steering.kit;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
