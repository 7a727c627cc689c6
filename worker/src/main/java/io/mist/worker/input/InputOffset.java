package io.mist.worker.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** In a checkpoint: {@code {"next":12}}, the offset to read next; other fields may join it. */
final class InputOffset extends Offset {

    private static final String NEXT = "next";

    private final long next;

    InputOffset(long next) {
        this.next = next;
    }

    static InputOffset parse(String json) {
        ObjectNode offset = Json.parseObject(json);
        JsonNode next = offset.path(NEXT);
        if (!next.isIntegralNumber()) {
            throw new IllegalStateException(
                    "the checkpoint's offset " + json + " is none of an input (expected: {\"" + NEXT + "\":12})");
        }
        return new InputOffset(next.longValue());
    }

    static long of(Offset offset) {
        return offset instanceof InputOffset known ? known.next : parse(offset.json()).next;
    }

    long next() {
        return next;
    }

    @Override
    public String json() {
        return "{\"" + NEXT + "\":" + next + "}";
    }
}
