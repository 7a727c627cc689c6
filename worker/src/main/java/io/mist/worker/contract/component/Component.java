package io.mist.worker.contract.component;

import io.mist.worker.contract.type.ValueType;
import org.jspecify.annotations.Nullable;

/** One component of a contract. */
public sealed interface Component permits ParameterComponent, LiveComponent, InputComponent, OutputComponent {

    String name();

    /** The type of the parameter, of the live value, or of a message. */
    ValueType type();

    /** The text of {@code @Doc}. */
    @Nullable
    String doc();
}
