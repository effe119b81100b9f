package org.jackfield.steering.adaptive;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
