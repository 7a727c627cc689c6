package io.mist.server.door.mqtt;

import io.mist.protocol.MistException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT broker (3.1, 3.1.1 and 5) in this process, for installations without one. Retained messages and persistent sessions
 * are on disk and survive a restart.
 *
 * <p>Bounds: a topic whose subscribers lag keeps {@link #MEMORY_PER_TOPIC} in memory and then pages to disk, up to
 * {@link #DISK_PER_TOPIC}; beyond that new messages on that topic are dropped for the laggards. A message waits for an
 * absent subscriber at most {@link #KEPT_FOR}. {@link #MAX_CONNECTIONS} clients at most. Safe for any thread.
 */
public final class EmbeddedBroker implements AutoCloseable {

    static final long MEMORY_IN_ALL = 64L << 20;
    static final long MEMORY_PER_TOPIC = 4L << 20;
    static final long DISK_PER_TOPIC = 1L << 30;
    static final int PAGE_SIZE = 1 << 20;
    static final int PACKET_SIZE = 34 << 20;
    static final long MAX_CONNECTIONS = 10_000;
    static final Duration KEPT_FOR = Duration.ofDays(7);
    /** Publishers are held back while less than this is free, so that the broker never fills the disk. */
    static final long DISK_LEFT_FREE = 256L << 20;

    private static final Duration UNUSED_TOPIC_KEPT_FOR = Duration.ofMinutes(10);
    private static final int THREADS = 8;
    private static final long LOCK_WAIT_MILLIS = 1_000;
    private static final long ACTIVATION_MILLIS = 2_000;
    private static final String ACCEPTOR = "mqtt";
    private static final String EVERYONE = "everyone";

    private final EmbeddedActiveMQ broker;
    private final String host;
    private final int port;

    private EmbeddedBroker(EmbeddedActiveMQ broker, String host, int port) {
        this.broker = broker;
        this.host = host;
        this.port = port;
    }

    /** A broker that lets everyone in. */
    public static EmbeddedBroker start(String host, int port, Path data) {
        return start(host, port, data, null, null);
    }

    /**
     * @param port 0 for any free one
     * @param data where journal and pages go; created if missing, for one broker at a time
     * @param username who may connect; null to let everyone in
     * @throws MistException of kind resources, code {@code mqtt-broker-failed}, if the port or the directory is in use
     */
    public static EmbeddedBroker start(
            String host, int port, Path data, @Nullable String username, @Nullable String password) {
        BrokerLogs.quieten();
        requireFreePort(host, port);
        var broker = new EmbeddedActiveMQ();
        try {
            broker.setConfiguration(configuration(host, port, data, username != null));
            if (username != null) {
                broker.setSecurityManager(new BrokerLogin(username, password == null ? "" : password));
            }
            broker.start();
            return new EmbeddedBroker(broker, host, activePort(broker));
        } catch (Exception e) {
            throw stopAfter(broker, failed(host, port, data, e));
        }
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** Ends all connections; sessions, subscriptions and retained messages stay on disk. */
    @Override
    public void close() {
        try {
            broker.stop();
        } catch (Exception e) {
            throw MistException.internal("the MQTT broker on " + host + ":" + port + " did not stop cleanly", e);
        }
    }

    /** Before anything is written to disk; the broker itself reports this case too late and in its own words. */
    private static void requireFreePort(String host, int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw MistException.resources(
                            "mqtt-broker-failed",
                            "cannot listen on " + host + ":" + port + " for MQTT: " + e.getMessage()
                                    + " (expected: a free port on an address of this machine). Stop what listens"
                                    + " there, choose another mist.mqtt.port, or let Mist use the broker that runs"
                                    + " there already")
                    .causedBy(e);
        }
    }

    /** The broker only logs it when it does not get its directory's lock, and continues without doing anything. */
    private static int activePort(EmbeddedActiveMQ broker) throws Exception {
        ActiveMQServer server = broker.getActiveMQServer();
        Acceptor acceptor = server.getRemotingService().getAcceptor(ACCEPTOR);
        if (!server.waitForActivation(ACTIVATION_MILLIS, TimeUnit.MILLISECONDS)
                || acceptor == null
                || !acceptor.isStarted()) {
            throw new IllegalStateException("it is not active after its start");
        }
        return acceptor.getActualPort();
    }

    private static MistException failed(String host, int port, Path data, Exception cause) {
        return MistException.resources(
                        "mqtt-broker-failed",
                        "the MQTT broker on " + host + ":" + port + " cannot start with its data in " + data + ": "
                                + cause.getMessage() + ". Check that the port is free and that no other Mist uses this"
                                + " directory; it may be deleted if retained messages and sessions can go")
                .causedBy(cause);
    }

    private static MistException stopAfter(EmbeddedActiveMQ broker, MistException failure) {
        try {
            broker.stop();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static Configuration configuration(String host, int port, Path data, boolean secured) {
        Configuration configuration = new ConfigurationImpl()
                .setName("mist")
                .setSecurityEnabled(secured)
                .setJMXManagementEnabled(false)
                .setMessageCounterEnabled(false)
                .setCriticalAnalyzer(false)
                .setThreadPoolMaxSize(THREADS)
                .setScheduledThreadPoolMaxSize(1)
                .setGlobalMaxSize(MEMORY_IN_ALL)
                // A percentage would stop a broker on a large disk that is merely well used.
                .setMaxDiskUsage(-1)
                .setMinDiskFree(DISK_LEFT_FREE)
                .addAcceptorConfiguration(acceptor(host, port))
                .addAddressSetting("#", everyTopic())
                .putSecurityRoles("#", everything());
        configuration.registerBrokerPlugin(new BrokerOrder());
        onDisk(configuration, data);
        return configuration;
    }

    private static void onDisk(Configuration configuration, Path data) {
        configuration
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalFileSize(4 << 20)
                .setJournalMinFiles(2)
                .setJournalPoolFiles(8)
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setLargeMessagesDirectory(data.resolve("large").toString())
                // Without this a second broker on the same directory waits for the first one for ever.
                .setJournalLockAcquisitionTimeout(LOCK_WAIT_MILLIS);
    }

    private static TransportConfiguration acceptor(String host, int port) {
        Map<String, Object> transport = Map.of(
                "host",
                host,
                "port",
                port,
                "protocols",
                "MQTT",
                "useEpoll",
                false,
                "useKQueue",
                false,
                "nioRemotingThreads",
                2,
                "connectionsAllowed",
                MAX_CONNECTIONS);
        Map<String, Object> mqtt = Map.of(
                "maximumPacketSize", PACKET_SIZE, "defaultMqttSessionExpiryInterval", (int) KEPT_FOR.toSeconds());
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), transport, ACCEPTOR, mqtt);
    }

    private static AddressSettings everyTopic() {
        return new AddressSettings()
                .setMaxSizeBytes(MEMORY_PER_TOPIC)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageSizeBytes(PAGE_SIZE)
                .setPageLimitBytes(DISK_PER_TOPIC)
                // To reject them would end the publisher's connection: one lost subscriber would stop everyone.
                .setPageFullMessagePolicy(PageFullMessagePolicy.DROP)
                .setMaxExpiryDelay(KEPT_FOR.toMillis())
                // Not at once: a client that publishes or subscribes at that moment would get an error.
                .setAutoDeleteAddressesDelay(UNUSED_TOPIC_KEPT_FOR.toMillis())
                // MQTT knows no dead letters: what is not acknowledged is sent again with the next connection.
                .setMaxDeliveryAttempts(-1)
                .setAutoCreateDeadLetterResources(false)
                .setAutoCreateExpiryResources(false);
    }

    private static Set<Role> everything() {
        return Set.of(new Role(EVERYONE, true, true, true, true, true, true, true, true, true, true, false, false));
    }
}
