package org.jackfield.steering.twochoices;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
