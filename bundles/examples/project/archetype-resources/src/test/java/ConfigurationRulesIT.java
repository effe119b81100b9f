package ${package};

import org.jackfield.testkit.rules.ConfigurationRules;

/** The key table of README.md has the keys of the configuration, all of them and no other. */
class ConfigurationRulesIT extends ConfigurationRules {}
