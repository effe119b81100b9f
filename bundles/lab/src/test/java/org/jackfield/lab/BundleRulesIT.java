package org.jackfield.lab;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
