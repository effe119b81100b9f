package org.jackfield.stage.mirror;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
