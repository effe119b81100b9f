package org.jackfield.steering.flowtable;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
