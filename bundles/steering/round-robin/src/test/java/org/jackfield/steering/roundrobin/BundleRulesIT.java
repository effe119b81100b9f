package org.jackfield.steering.roundrobin;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
