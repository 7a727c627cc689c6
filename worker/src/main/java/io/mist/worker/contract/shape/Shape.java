package io.mist.worker.contract.shape;

import io.mist.worker.contract.problem.UnfitValueException;
import org.jspecify.annotations.Nullable;

/** A record in the job's language: its name, its instances, and how one is made from the values of its fields. */
public interface Shape {

    /** The simple name: {@code Alert}. */
    String name();

    /** The full name, for messages that reject a value of another type. */
    String fullName();

    boolean isOneOf(Object value);

    /**
     * @param values of the fields, in their order; an absent value is an empty {@code Optional}
     * @throws UnfitValueException with the reason, if the record itself rejects them
     */
    Object make(@Nullable Object[] values);
}
