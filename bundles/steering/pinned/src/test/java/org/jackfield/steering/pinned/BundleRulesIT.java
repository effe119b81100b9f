package org.jackfield.steering.pinned;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
