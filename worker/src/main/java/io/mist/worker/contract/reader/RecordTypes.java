package io.mist.worker.contract.reader;

import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.type.ValueType;

/** The types of the components of a record in the class loader of the run; read once and kept with the class. */
public record RecordTypes(Class<?> contract) implements ContractTypes {

    @Override
    public ValueType of(String component) {
        return ContractRecord.of(contract).component(component).type();
    }
}
