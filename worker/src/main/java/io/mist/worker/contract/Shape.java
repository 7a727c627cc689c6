package io.mist.worker.contract;

import org.jspecify.annotations.Nullable;

/** What a record is in the job's language: how one is made of the values of its fields, and how it is known. */
interface Shape {

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
