package io.mist.worker.live.form;

import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.live.plan.LiveForm;
import io.mist.worker.live.plan.LiveForms;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The forms of live parameters that there are. A new one is registered here, before those that take more. */
public final class LiveFormRegistry {

    private static final List<Registration> REGISTRATIONS = List.of(new Registration(component -> true, ValueForm::of));

    private record Registration(Predicate<LiveComponent> accepts, Function<LiveComponent, LiveForm> form) {}

    private LiveFormRegistry() {}

    public static LiveForm of(LiveComponent component) {
        return REGISTRATIONS.stream()
                .filter(registration -> registration.accepts.test(component))
                .findFirst()
                .orElseThrow()
                .form
                .apply(component);
    }

    public static LiveForms of(List<LiveComponent> components) {
        return new LiveForms(components.stream().collect(Collectors.toMap(LiveComponent::name, LiveFormRegistry::of)));
    }
}
