package org.jackfield.steering.pinned;

import org.jackfield.testkit.rules.ConfigurationRules;

class ConfigurationRulesIT extends ConfigurationRules {}
