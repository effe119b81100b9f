package org.jackfield.port.pcap.files;

import org.jackfield.testkit.rules.BundleRules;

class BundleRulesIT extends BundleRules {}
