package io.mist.server.door.mqtt;

import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/** What the embedded broker may say: warnings, and nothing for the audit loggers, which log every operation twice. */
final class BrokerLogs {

    private static final Map<String, Level> LEVELS = Map.of(
            "org.apache.activemq", Level.WARN,
            "org.apache.activemq.audit", Level.OFF);

    private BrokerLogs() {}

    /** A logger that the operator has configured keeps its level. */
    static void quieten() {
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            Map<String, ?> configured = context.getConfiguration().getLoggers();
            LEVELS.forEach((name, level) -> {
                if (!configured.containsKey(name)) {
                    Configurator.setLevel(name, level);
                }
            });
        }
    }
}
