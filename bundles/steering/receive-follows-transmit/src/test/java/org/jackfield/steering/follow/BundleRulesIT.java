package org.jackfield.steering.follow;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
