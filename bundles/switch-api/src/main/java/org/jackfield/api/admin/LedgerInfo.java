package org.jackfield.api.admin;

import java.util.Map;

/**
 * The two ledgers, over all ports that exist or have existed. At rest both balance: received = forwarded + dropped, and
 * copies = accepted + copiesDropped. Under load they may differ by the frames inside the switch.
 *
 * @param received frames received
 * @param forwarded frames that went to at least one egress
 * @param dropped frames dropped whole
 * @param copies copies made for egress ports
 * @param accepted copies the egress ports accepted
 * @param copiesDropped copies dropped at the egress
 * @param drops all drops by reason label, zeros left out
 * @param kernelDrops frames the kernel dropped before us, over ports that tell
 * @param balanced whether both ledgers balance at this moment
 */
public record LedgerInfo(
        long received,
        long forwarded,
        long dropped,
        long copies,
        long accepted,
        long copiesDropped,
        Map<String, Long> drops,
        long kernelDrops,
        boolean balanced) {}
