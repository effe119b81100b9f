package org.jackfield.steering.crc32c;

import org.jackfield.testkit.rules.ConfigurationRules;

class ConfigurationRulesIT extends ConfigurationRules {}
