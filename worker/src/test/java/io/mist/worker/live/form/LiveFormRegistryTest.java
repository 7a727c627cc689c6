package io.mist.worker.live.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.api.Live;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.Port;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.contract.type.ValueType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LiveFormRegistryTest {

    record Contract(Live<Integer> limit) {}

    @Test
    void everyLivePortHasAForm() {
        ValueType type = new RecordTypes(Contract.class).of("limit");
        assertThat(Arrays.stream(Port.values()).filter(Port::isLive))
                .isNotEmpty()
                .allSatisfy(port -> {
                    LiveComponent component = new LiveComponent("limit", port, type, null, null);
                    assertThat(LiveFormRegistry.of(component).dataType()).isEqualTo(type.dataType());
                });
    }
}
