package org.jackfield.testkit.rules;

import org.jackfield.linux.netlink.IpPrefix;

/** The promise of the Linux platform, which ports with descriptors are written against. */
class LinuxBaselineIT extends BaselineRules {
    @Override
    Class<?> anything() {
        return IpPrefix.class;
    }

    @Override
    String module() {
        return "bundles/platform/linux";
    }
}
