package io.mist.server.config;

import java.util.Map;
import java.util.Set;

/**
 * The settings of all contexts.
 *
 * @param defaults of a context that {@code mist.conf} does not name
 */
public record ContextsConfig(ContextConfig defaults, Map<String, ContextConfig> named) {

    public ContextsConfig {
        named = Map.copyOf(named);
    }

    public ContextConfig of(String context) {
        return named.getOrDefault(context, defaults);
    }

    public Set<String> names() {
        return named.keySet();
    }
}
