package io.mist.worker.contract.component;

import io.mist.worker.contract.type.ValueType;
import org.jspecify.annotations.Nullable;

/** One component of a contract. */
public sealed interface Component permits ParameterComponent, LiveComponent, InputComponent, OutputComponent {

    String name();

    /** Of the parameter, the live value, or a message. */
    ValueType type();

    /** What {@code @Doc} says. */
    @Nullable
    String doc();
}
