package io.mist.server.door;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import java.util.List;
import java.util.Map;

/** Where channels and requests are on a broker, for the documents; a door that speaks to one has one. Safe for any thread. */
public interface Binding {

    /** The protocol's name in AsyncAPI: {@code mqtt}, {@code kafka}. */
    String protocol();

    String protocolVersion();

    /**
     * The broker's {@code host:port}.
     *
     * @param reached the host's name by which the client has reached this server, for a broker on the same machine
     */
    String host(String reached);

    /** Where an output's messages go; empty if nowhere. */
    List<Address> output(ChannelId output);

    /** Where messages for an input are taken from; empty if nowhere. */
    List<Address> input(ChannelId input);

    /** Where requests about a route are sent, and where its state is announced; without the uses that this broker does not have. */
    Map<Use, String> topics(String route);

    /** The fields by which a request says what it is and of which route, where its topic does not; empty where it does. */
    Map<String, String> fields(Use use, String route);

    /** A topic and what its messages are wrapped in. */
    record Address(String topic, Envelope envelope) {}

    /** The purpose of a route's topic that is not a channel's. */
    enum Use {
        START,
        CANCEL,
        LIVE_SET,
        REPLIES,
        STATE,
        LIVE,
        /** Its topic has {@code {run}} in the place of the run's id. */
        LIVE_OF_RUN
    }
}
