package io.mist.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a job ends by itself. */
public enum JobKind {
    @JsonProperty("batch")
    BATCH,
    @JsonProperty("stream")
    STREAM
}
