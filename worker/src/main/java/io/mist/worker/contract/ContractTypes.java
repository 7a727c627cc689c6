package io.mist.worker.contract;

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

    /** Of a contract that is a record, as the class loader of the run knows it; read once and kept with the class. */
    static ContractTypes ofRecord(Class<?> contract) {
        return new RecordTypes(contract);
    }

    /** The types of a record's components. */
    record RecordTypes(Class<?> contract) implements ContractTypes {

        @Override
        public ValueType of(String component) {
            return ContractRecord.of(contract).component(component).type();
        }
    }
}
