package io.mist.worker.contract.component;

import io.mist.worker.contract.type.ValueType;
import java.io.Serializable;

/**
 * The types of a contract's components by name, for use anywhere: unlike a {@link ValueType} it is serializable. Two of the
 * same contract are equal.
 */
public interface ContractTypes extends Serializable {

    /**
     * The value type of a component; for a {@code Live<T>}, {@code Output<T>} or {@code Optional<T>} it is that of {@code T}.
     *
     * @throws IllegalArgumentException if there is no such component, or the contract is invalid
     */
    ValueType of(String component);
}
