package org.jackfield.control.deploy;

import org.jackfield.testkit.rules.BundleRules;

/** The rules for exports over this module's bundle. */
class BundleRulesIT extends BundleRules {}
