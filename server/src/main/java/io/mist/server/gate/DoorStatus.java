package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How a door is doing, as an object that becomes JSON. */
public interface DoorStatus {

    /** A door that is not configured. */
    DoorStatus OFF = new Off(false);

    @JsonProperty("on")
    default boolean isOn() {
        return true;
    }

    @JsonIgnore
    boolean isHealthy();

    record Off(@JsonProperty("on") boolean isOn) implements DoorStatus {
        @Override
        public boolean isHealthy() {
            return true;
        }
    }
}
