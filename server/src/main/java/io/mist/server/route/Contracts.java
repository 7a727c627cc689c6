package io.mist.server.route;

import io.mist.protocol.Contract;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/** Contracts by the content they were read from: the same content has the same contract for ever. */
public final class Contracts {

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    private final Jdbi jdbi;
    private final Describer describer;
    private final Clock clock;
    private final Map<Key, Reading> known = new ConcurrentHashMap<>();

    private record Key(String sha256, String className) {}

    /** @param since when it was begun or, if it has failed, when that was */
    private record Reading(CompletableFuture<Contract> contract, Instant since) {}

    public Contracts(Jdbi jdbi, Describer describer, Clock clock) {
        this.jdbi = jdbi;
        this.describer = describer;
        this.clock = clock;
    }

    /** Returns what is known without waiting; throws a known failure again. */
    public Optional<Contract> known(Artifact artifact, String className) {
        Reading found = known.get(new Key(artifact.sha256(), className));
        return found == null || !found.contract.isDone() ? Optional.empty() : Optional.of(join(found));
    }

    /**
     * Reads the contract if it is not known; two that ask for the same wait for one process.
     *
     * @param context where the job would run
     */
    public Contract of(Artifact artifact, String className, String context) {
        Key key = new Key(artifact.sha256(), className);
        Reading reading = new Reading(new CompletableFuture<>(), clock.instant());
        Reading others = known.putIfAbsent(key, reading);
        if (others != null && !(mayBeMended(artifact, others) && known.replace(key, others, reading))) {
            return join(others);
        }
        CompletableFuture<Contract> mine = reading.contract;
        try {
            Contract contract = stored(key).orElseGet(() -> describe(key, artifact, context));
            mine.complete(contract);
            return contract;
        } catch (RuntimeException e) {
            known.replace(key, reading, new Reading(mine, clock.instant()));
            mine.completeExceptionally(e);
            boolean isKept = e instanceof MistException error && (error.kind() == ErrorKind.JOB || isPython(artifact));
            if (!isKept) {
                // A full machine today says nothing about tomorrow; a broken class stays broken.
                known.remove(key);
            }
            throw e;
        }
    }

    /**
     * What a job in Python could not be loaded for may have been installed since. Not with every request: that would take the
     * turn of those that are read for the first time.
     */
    private boolean mayBeMended(Artifact artifact, Reading read) {
        return read.contract.isCompletedExceptionally()
                && isPython(artifact)
                && !clock.instant().isBefore(read.since.plus(AGAIN_AFTER));
    }

    private static boolean isPython(Artifact artifact) {
        return artifact.copy().toString().matches("(?i).*\\.(py|zip|whl|egg)");
    }

    private static Contract join(Reading reading) {
        try {
            return reading.contract.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private Contract describe(Key key, Artifact artifact, String context) {
        Contract contract = describer.describe(artifact.copy(), key.className(), context);
        store(key, contract);
        return contract;
    }

    private Optional<Contract> stored(Key key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select contract from contracts where artifact = :sha and class_name = :class")
                .bind("sha", key.sha256())
                .bind("class", key.className())
                .mapTo(String.class)
                .findOne()
                .map(text -> Json.read(text, Contract.class)));
    }

    private void store(Key key, Contract contract) {
        jdbi.useHandle(handle -> handle.createUpdate("insert into contracts (artifact, class_name, contract) values"
                        + " (:sha, :class, :contract) on conflict do nothing")
                .bind("sha", key.sha256())
                .bind("class", key.className())
                .bind("contract", Json.write(contract))
                .execute());
    }
}
