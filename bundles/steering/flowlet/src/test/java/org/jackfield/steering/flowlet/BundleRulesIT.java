package org.jackfield.steering.flowlet;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
