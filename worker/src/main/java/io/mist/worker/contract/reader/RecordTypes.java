package io.mist.worker.contract.reader;

import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.type.ValueType;

/** The types of a record's components, as the class loader of the run knows it; read once and kept with the class. */
public record RecordTypes(Class<?> contract) implements ContractTypes {

    @Override
    public ValueType of(String component) {
        return ContractRecord.of(contract).component(component).type();
    }
}
