package org.jackfield.control.config;

import java.util.List;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;

/**
 * The keys a bundle declares for one PID.
 *
 * @param pid PID, or factory PID
 * @param sentence what is configured, in one sentence
 * @param keys its keys in the order of the document
 */
record ConfigKeys(String pid, String sentence, List<KeyInfo> keys) {}
