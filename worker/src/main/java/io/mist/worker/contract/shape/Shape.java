package io.mist.worker.contract.shape;

import io.mist.worker.contract.problem.UnfitValueException;
import org.jspecify.annotations.Nullable;

/** What a record is in the job's language: how one is made of the values of its fields, and how it is known. */
public interface Shape {

    /** As people call it: {@code Alert}. */
    String name();

    /** In full, where a value of another type is refused. */
    String fullName();

    boolean isOneOf(Object value);

    /**
     * @param values of the fields, in their order; what is absent is an empty {@code Optional}
     * @throws UnfitValueException with the reason, if the record itself refuses them
     */
    Object make(@Nullable Object[] values);
}
