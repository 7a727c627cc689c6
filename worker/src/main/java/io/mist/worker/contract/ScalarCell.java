package io.mist.worker.contract;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;

/** Values without parts. What is not of the class that Spark uses for the column is refused. */
enum ScalarCell implements Cell {
    BOOLEAN {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeBoolean(need(Boolean.class, value));
        }
    },
    INTEGER {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber(need(Number.class, value).longValue());
        }
    },
    /** A float column of a float field: 0.1 stays 0.1. */
    FLOAT {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            FloatingType.writeFinite(out, need(Number.class, value).floatValue());
        }
    },
    DOUBLE {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            FloatingType.writeFinite(out, need(Number.class, value).doubleValue());
        }
    },
    DECIMAL {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber(DecimalType.plain(need(BigDecimal.class, value)));
        }
    },
    STRING {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(need(String.class, value));
        }
    },
    INSTANT {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(InstantType.ofRow(value).toString());
        }
    },
    DATE {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(DateType.ofRow(value).toString());
        }
    },
    DURATION {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(need(java.time.Duration.class, value).toString());
        }
    };

    private static <T> T need(Class<T> type, Object value) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw UnfitValueException.of(value, "a " + type.getName());
    }
}
