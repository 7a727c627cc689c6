package io.mist.server.route;

import com.fasterxml.jackson.core.type.TypeReference;
import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.server.gate.ContractDifference;
import io.mist.server.gate.StatusView.BrokenContract;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contract of each route as last published to its callers. What breaks it by an edit of a file or by another
 * artifact in the old one's place takes effect and is reported. Survives restarts. Safe for any thread.
 */
public final class PublishedContracts {

    private static final Logger LOG = LoggerFactory.getLogger(PublishedContracts.class);
    /** The lines of one route's report; the log and the status are read by people. */
    private static final int MAX_REPORTED = 100;

    private final Jdbi jdbi;
    private final Clock clock;
    private final Map<String, Published> published = new ConcurrentHashMap<>();

    private record Published(Contract contract, Instant changed, List<Problem> breaking) {}

    public PublishedContracts(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
        jdbi.useHandle(this::load);
    }

    private void load(Handle handle) {
        handle.createQuery("select route, contract, changed, breaking from published_contracts")
                .map((row, context) -> Map.entry(row.getString("route"), published(row)))
                .forEach(row -> published.put(row.getKey(), row.getValue()));
    }

    private static Published published(ResultSet row) throws SQLException {
        return new Published(
                Json.read(row.getString("contract"), Contract.class),
                row.getTimestamp("changed").toInstant(),
                Json.MAPPER.convertValue(Json.parse(row.getString("breaking")), new TypeReference<>() {}));
    }

    public Optional<Contract> of(String route) {
        return Optional.ofNullable(published.get(route)).map(Published::contract);
    }

    /** Those whose contract now is one that broke the one before, in the order of their names. */
    public List<BrokenContract> reports() {
        return published.entrySet().stream()
                .filter(entry -> !entry.getValue().breaking().isEmpty())
                .map(entry -> new BrokenContract(
                        entry.getKey(),
                        entry.getValue().changed(),
                        entry.getValue().breaking()))
                .sorted(Comparator.comparing(BrokenContract::route))
                .toList();
    }

    /**
     * A contract was read; if it is another one than before, that is so from now on.
     *
     * @param current whether the route still is what it was when the reading began
     * @return whether it took the place of another one
     */
    boolean observe(String route, Contract now, BooleanSupplier current) {
        Published before = published.get(route);
        return (before == null || !before.contract().equals(now)) && change(route, now, current);
    }

    private synchronized boolean change(String route, Contract now, BooleanSupplier current) {
        Published before = published.get(route);
        if (!current.getAsBoolean() || (before != null && before.contract().equals(now))) {
            return false;
        }
        List<Problem> breaking = before == null ? List.of() : breaking(before.contract(), now);
        if (!breaking.isEmpty()) {
            LOG.warn("The contract of route '{}' has changed and breaks the one before: {}", route, breaking);
        }
        store(route, new Published(now, clock.instant(), breaking));
        return before != null;
    }

    private static List<Problem> breaking(Contract before, Contract now) {
        return ContractChange.between(before, now).stream()
                .filter(ContractDifference::breaking)
                .limit(MAX_REPORTED)
                .map(change -> new Problem(change.path(), change.message()))
                .toList();
    }

    /**
     * Puts a route in place together with its contract: no observer of the route sees one without the other.
     *
     * @param now empty if it cannot be read yet
     */
    synchronized void replace(String route, Optional<Contract> now, Runnable putInPlace) {
        putInPlace.run();
        now.ifPresent(contract -> store(route, new Published(contract, clock.instant(), List.of())));
    }

    private void store(String route, Published entry) {
        jdbi.useTransaction(handle -> {
            delete(handle, route);
            handle.createUpdate("insert into published_contracts (route, contract, changed, breaking) values (:route,"
                            + " :contract, :changed, :breaking)")
                    .bind("route", route)
                    .bind("contract", Json.write(entry.contract()))
                    .bind("changed", entry.changed())
                    .bind("breaking", Json.write(entry.breaking()))
                    .execute();
        });
        published.put(route, entry);
    }

    private static void delete(Handle handle, String route) {
        handle.createUpdate("delete from published_contracts where route = :route")
                .bind("route", route)
                .execute();
    }

    /** Forgets the routes that are gone: one that comes under an old name later is a new one. */
    synchronized void retain(Set<String> routes) {
        for (String route : List.copyOf(published.keySet())) {
            if (!routes.contains(route)) {
                jdbi.useHandle(handle -> delete(handle, route));
                published.remove(route);
            }
        }
    }
}
