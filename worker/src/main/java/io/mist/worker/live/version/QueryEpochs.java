package io.mist.worker.live.version;

import io.mist.worker.live.version.RunLive.Effect;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one query of a run has planned, and what has been reported of it. While no batch is under way, the next epoch is certain
 * to take the newest version or a later one: that version is applied already. Guarded by its {@link RunLive}.
 */
final class QueryEpochs {

    private final String query;
    private @Nullable Pin pin;
    /** The epoch that is planned next; empty while a batch is under way, or where it is unknown. */
    private OptionalLong next = OptionalLong.empty();
    /** The epoch that it began with when it was started. */
    private long first;

    private long reported;

    /**
     * @param since the first epoch of this attempt that has the version
     * @param isStored whether the epoch is certain to see the version, also after a crash
     */
    private record Pin(long epoch, Version version, long since, boolean isStored) {}

    QueryEpochs(String query) {
        this.query = query;
    }

    /** The version of the epoch, or of a later one that has begun meanwhile; null if that is not stored. */
    @Nullable
    Version pinned(long epoch) {
        return pin != null && pin.isStored && pin.epoch >= epoch ? pin.version : null;
    }

    void begin(long epoch, Version version) {
        Pin last = pin;
        long since = last != null && last.version.number() == version.number() ? last.since : epoch;
        pin = new Pin(epoch, version, since, false);
        next = OptionalLong.empty();
    }

    void stored(long epoch) {
        if (pin != null && pin.epoch == epoch) {
            pin = new Pin(pin.epoch, pin.version, pin.since, true);
        }
    }

    void started(long epoch, boolean isRepeated) {
        first = epoch;
        next = isRepeated ? OptionalLong.empty() : OptionalLong.of(epoch);
    }

    /** A note of an end may come late, when a later batch has begun. */
    void ended(long epoch) {
        if (epoch >= (pin == null ? first : pin.epoch)) {
            next = OptionalLong.of(epoch + 1);
        }
    }

    /** A note of idleness may come late too. */
    void idle(long at) {
        if (pin == null ? next.isPresent() || at > first : at > pin.epoch) {
            next = OptionalLong.of(at);
        }
    }

    /** What has come into effect and was not returned before. */
    Optional<Effect> news(long newest) {
        if (pin != null && pin.isStored && pin.version.number() > reported) {
            return report(pin.version.number(), pin.since);
        }
        return next.isPresent() && newest > reported ? report(newest, next.getAsLong()) : Optional.empty();
    }

    private Optional<Effect> report(long version, long epoch) {
        reported = version;
        return Optional.of(new Effect(query, version, epoch));
    }

    @Nullable
    Version version() {
        return pin == null ? null : pin.version;
    }

    OptionalLong epoch() {
        return pin == null ? OptionalLong.empty() : OptionalLong.of(pin.epoch);
    }
}
