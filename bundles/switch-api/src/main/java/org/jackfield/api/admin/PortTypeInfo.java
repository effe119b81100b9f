package org.jackfield.api.admin;

import java.util.List;

/**
 * A port type that is deployed, as its metatype describes it.
 *
 * @param type its name
 * @param sentence one sentence for people
 * @param bundle symbolic name of the bundle that offers it
 * @param version version of that bundle
 * @param alsoOfferedBy further bundles that offer the same type, used when the first goes; usually none
 * @param keys its configuration keys in the order of its documentation
 */
public record PortTypeInfo(
        String type, String sentence, String bundle, String version, List<String> alsoOfferedBy, List<KeyInfo> keys) {
    /**
     * A configuration key.
     *
     * @param key its name
     * @param kind text, number, true/false
     * @param list whether it takes several values separated by commas
     * @param required whether it must be given
     * @param fallback its default, empty for none
     * @param least smallest number, empty for no limit
     * @param most greatest number, empty for no limit
     * @param options allowed values, empty when any is
     * @param sentence one sentence for people
     */
    public record KeyInfo(
            String key,
            String kind,
            boolean list,
            boolean required,
            String fallback,
            String least,
            String most,
            List<String> options,
            String sentence) {}
}
