package org.jackfield.port.packet;

import org.jackfield.testkit.rules.BundleRules;

/** The rules for exports over this module's bundle. */
class BundleRulesIT extends BundleRules {}
