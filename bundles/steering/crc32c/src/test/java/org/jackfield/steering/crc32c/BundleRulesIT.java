package org.jackfield.steering.crc32c;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
