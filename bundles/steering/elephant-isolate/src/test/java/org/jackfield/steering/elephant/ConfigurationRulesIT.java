package org.jackfield.steering.elephant;

import org.jackfield.testkit.rules.ConfigurationRules;

/** The rules for configuration keys over this module's bundle and README. */
class ConfigurationRulesIT extends ConfigurationRules {}
