package io.mist.server.door.mqtt;

import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.filter.AbstractFilter;

/**
 * What the embedded broker may say: warnings worth reading, and nothing from the audit loggers, which repeat every
 * operation. A logger that the operator has configured is left alone.
 */
final class BrokerLogs {

    private static final String SERVER = "org.apache.activemq.artemis.core.server";
    private static final Map<String, Level> LEVELS =
            Map.of("org.apache.activemq", Level.WARN, "org.apache.activemq.audit", Level.OFF, SERVER, Level.WARN);

    /**
     * Said of every subscription: that there is no dead letter and no expiry address; MQTT knows neither. Said when the
     * broker stops: that a message acknowledged in this moment will be sent again.
     */
    private static final List<String> NOISE = List.of("AMQ222165", "AMQ222166", "AMQ222153");

    private BrokerLogs() {}

    static void quieten() {
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            LEVELS.forEach((name, level) -> quieten(context.getConfiguration(), name, level));
        }
    }

    private static void quieten(Configuration configuration, String name, Level level) {
        if (configuration.getLoggers().containsKey(name)) {
            return;
        }
        Configurator.setLevel(name, level);
        if (name.equals(SERVER)) {
            configuration.getLoggerConfig(name).addFilter(new WithoutNoise());
        }
    }

    private static final class WithoutNoise extends AbstractFilter {

        @Override
        public Result filter(LogEvent event) {
            String message = event.getMessage().getFormattedMessage();
            return NOISE.stream().anyMatch(message::startsWith) ? Result.DENY : Result.NEUTRAL;
        }
    }
}
