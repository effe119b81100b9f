package org.jackfield.testkit.rules;

import org.jackfield.api.port.TxQueue;

/** The promise of the API. */
class ApiBaselineIT extends BaselineRules {
    @Override
    Class<?> anything() {
        return TxQueue.class;
    }

    @Override
    String module() {
        return "bundles/switch-api";
    }
}
