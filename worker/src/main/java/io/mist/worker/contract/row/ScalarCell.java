package io.mist.worker.contract.row;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.types.Decimal;

/** Values without parts. The column's type is already checked, so the value is of Spark's class for that type. */
public enum ScalarCell implements Cell {
    BOOLEAN {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeBoolean((Boolean) value);
        }
    },
    INTEGER {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber(((Number) value).longValue());
        }
    },
    /** A float column of a float field: 0.1 stays 0.1. */
    FLOAT {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            JsonNumber.writeFinite(out, ((Number) value).floatValue());
        }
    },
    DOUBLE {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            JsonNumber.writeFinite(out, ((Number) value).doubleValue());
        }
    },
    DECIMAL {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber(JsonNumber.plain(((Decimal) value).toJavaBigDecimal()));
        }
    },
    STRING {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(value.toString());
        }
    },
    INSTANT {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS).toString());
        }
    },
    DATE {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(LocalDate.ofEpochDay((Integer) value).toString());
        }
    },
    DURATION {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeString(Duration.of((Long) value, ChronoUnit.MICROS).toString());
        }
    }
}
