package org.jackfield.control.shell.command;

import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.PortConfigurations;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;

/** The services commands work on. Each getter throws, with a message for people, while its service is not there. */
public interface SwitchServices {
    /** Reads the switch. */
    SwitchView view() throws AdminException;

    /** Changes the switch. */
    SwitchAdmin admin() throws AdminException;

    /** Reads and changes the configured ports. */
    PortConfigurations configurations() throws AdminException;

    /** Deploys bundles. */
    BundleAdmin bundles() throws AdminException;

    /** No services at all: for help and for finding usage errors without a switch. */
    static SwitchServices none() {
        return new SwitchServices() {
            @Override
            public SwitchView view() throws AdminException {
                throw missing("switch core");
            }

            @Override
            public SwitchAdmin admin() throws AdminException {
                throw missing("switch core");
            }

            @Override
            public PortConfigurations configurations() throws AdminException {
                throw missing("port configuration");
            }

            @Override
            public BundleAdmin bundles() throws AdminException {
                throw missing("deployment of bundles");
            }
        };
    }

    /** The exception for a service that is not there. */
    static AdminException missing(final String what) {
        return new AdminException("the " + what + " is not running in this switch; its log says why");
    }
}
