package io.mist.server.door.kafka;

import io.mist.server.door.OutputPublisher;
import io.mist.server.gate.Desk;
import io.mist.server.gate.message.Publication;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of outputs to the brokers. Immutable.
 *
 * @param group that the outputs' own begin with, and the name of the one producer
 */
record OutputTransport(
        Desk desk, Publication publication, Clients clients, Cluster cluster, Topics topics, String group)
        implements OutputPublisher.Transport {

    private static final Logger LOG = LoggerFactory.getLogger(OutputTransport.class);

    @Override
    public OutputPublisher.Session open(OutputPublisher publisher) {
        OutputSession session = new OutputSession(this, clients.transactional(group), publisher);
        try {
            session.begin();
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public void report(RuntimeException failure) {
        if (failure instanceof ProducerFencedException || failure instanceof InvalidProducerEpochException) {
            LOG.error(
                    "another server publishes outputs with the same mist.kafka.group (expected: a group for each server);"
                            + " both publish in turns",
                    failure);
        } else {
            LOG.warn("outputs are published over Kafka repeatedly: {}", failure.toString(), failure);
        }
    }
}
