package io.mist.server.route;

import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.gate.message.ChannelKind;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/**
 * The kinds of channels in the contracts that callers knew when the server was stopped.
 *
 * @param database may wait until it is open
 */
public record PublishedKinds(Supplier<Jdbi> database) implements DeclaredKinds {

    @Override
    public Optional<ChannelKind> of(String route, String name) {
        return database.get()
                .withHandle(
                        handle -> handle.createQuery("select contract from published_contracts where route = :route")
                                .bind("route", route)
                                .mapTo(String.class)
                                .findOne())
                .flatMap(contract -> kind(Json.read(contract, Contract.class), name));
    }

    private static Optional<ChannelKind> kind(Contract contract, String name) {
        if (contract.inputs().containsKey(name)) {
            return Optional.of(ChannelKind.INPUT);
        }
        return contract.outputs().containsKey(name) ? Optional.of(ChannelKind.OUTPUT) : Optional.empty();
    }
}
