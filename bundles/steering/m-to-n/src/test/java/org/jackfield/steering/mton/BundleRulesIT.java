package org.jackfield.steering.mton;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
