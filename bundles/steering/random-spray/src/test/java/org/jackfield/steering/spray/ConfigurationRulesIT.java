package org.jackfield.steering.spray;

import org.jackfield.testkit.rules.ConfigurationRules;

class ConfigurationRulesIT extends ConfigurationRules {}
