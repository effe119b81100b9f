package org.jackfield.steering.leastloaded;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
