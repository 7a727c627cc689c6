package io.mist.worker.contract.component;

import io.mist.worker.contract.type.ValueType;
import java.io.Serializable;

/**
 * The types of a contract's components, by name, wherever they are asked for: a {@link ValueType} is not serializable,
 * this is. Two of the same contract are equal.
 */
public interface ContractTypes extends Serializable {

    /**
     * The value type of a component: of a {@code Live<T>}, {@code Output<T>} or {@code Optional<T>} that of {@code T}.
     *
     * @throws IllegalArgumentException if there is no such component, or the contract is invalid
     */
    ValueType of(String component);
}
