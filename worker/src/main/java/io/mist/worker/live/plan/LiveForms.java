package io.mist.worker.live.plan;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The forms of a run's live parameters, by name. */
public record LiveForms(Map<String, ? extends LiveForm> byName) {

    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    public @Nullable LiveForm find(String name) {
        return byName.get(name);
    }

    public LiveForm require(String name) {
        LiveForm form = find(name);
        if (form == null) {
            throw new IllegalStateException("live('" + name + "') is no live parameter of the run (there are "
                    + byName.keySet().stream().sorted().toList() + ")");
        }
        return form;
    }
}
