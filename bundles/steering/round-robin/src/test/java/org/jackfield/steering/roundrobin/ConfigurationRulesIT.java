package org.jackfield.steering.roundrobin;

import org.jackfield.testkit.rules.ConfigurationRules;

class ConfigurationRulesIT extends ConfigurationRules {}
