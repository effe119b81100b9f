package org.jackfield.steering.kit;

import org.jackfield.testkit.rules.ConfigurationRules;

class ConfigurationRulesIT extends ConfigurationRules {}
