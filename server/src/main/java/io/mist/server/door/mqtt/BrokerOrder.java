package io.mist.server.door.mqtt;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in order, as MQTT demands. Artemis (2.55.0) puts a message into its queue, and writes it to a subscriber's
 * socket, when the disk writes of the <em>thread</em> that handles it are done; threads change, so with several messages in
 * flight later ones overtake earlier ones. This makes the thread wait for the writes of the <em>connection</em> instead.
 */
final class BrokerOrder implements ActiveMQServerMessagePlugin {

    private volatile @Nullable ActiveMQServer server;

    @Override
    public void registered(ActiveMQServer broker) {
        server = broker;
    }

    @Override
    public void beforeSend(
            ServerSession session, Transaction tx, Message message, boolean direct, boolean noAutoCreateQueue) {
        OperationContextImpl.setContext(session.getSessionContext());
    }

    @Override
    public void beforeDeliver(ServerConsumer consumer, MessageReference reference) {
        ActiveMQServer broker = server;
        ServerSession session = broker == null ? null : broker.getSessionByID(consumer.getSessionID());
        if (session != null) {
            OperationContextImpl.setContext(session.getSessionContext());
        }
    }
}
