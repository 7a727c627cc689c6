package io.mist.worker.live.form;

import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.Port;
import io.mist.worker.live.plan.LiveForm;
import io.mist.worker.live.plan.LiveForms;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The form of each type of live parameter that a contract may declare. A further {@link Port} is registered here. */
public final class LiveFormRegistry {

    private static final Map<Port, Function<LiveComponent, LiveForm>> FORMS = Map.of(Port.LIVE, ValueForm::of);

    private LiveFormRegistry() {}

    public static LiveForm of(LiveComponent component) {
        Function<LiveComponent, LiveForm> form = FORMS.get(component.port());
        if (form == null) {
            throw new IllegalStateException("no form is registered for " + component.port() + " (there are "
                    + FORMS.keySet().stream().sorted().toList() + ")");
        }
        return form.apply(component);
    }

    public static LiveForms of(List<LiveComponent> components) {
        return new LiveForms(components.stream().collect(Collectors.toMap(LiveComponent::name, LiveFormRegistry::of)));
    }
}
