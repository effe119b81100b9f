package org.jackfield.control.shell.osgi;

import org.apache.felix.service.command.CommandProcessor;
import org.jackfield.control.shell.command.LineShell;
import org.jackfield.control.shell.command.SwitchServices;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Opens a session of the Felix shell for each connection of the control socket that wants one. */
@Component(service = GogoSessions.class)
public final class GogoSessions {
    private final SwitchServices services;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable CommandProcessor processor;

    /** Sessions whose completion knows these services. */
    @Activate
    public GogoSessions(@Reference final SwitchServices services) {
        this.services = services;
    }

    LineShell open() {
        final CommandProcessor present = processor;
        return present == null ? LineShell.none() : new GogoSession(present, services);
    }
}
