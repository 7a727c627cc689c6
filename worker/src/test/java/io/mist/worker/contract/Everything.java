package io.mist.worker.contract;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A job whose contract has every type. */
@Job("everything")
public class Everything implements BatchJob<Everything.Contract, Void> {

    public enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "a constant with a body";
            }
        }
    }

    public record Flags(boolean a, Boolean b) {}

    public record Numbers(
            byte b,
            Byte boxedByte,
            short s,
            Short boxedShort,
            int i,
            Integer boxedInt,
            long l,
            Long boxedLong,
            float f,
            Float boxedFloat,
            double d,
            Double boxedDouble,
            BigDecimal decimal) {}

    @Doc("when things happen")
    public record Times(Instant instant, Duration duration, LocalDate date) {}

    @Doc("a name")
    public record Name(
            @Doc("not seen: the record has its own") String value) {}

    public record Outer(Name name) {}

    public record Part(@Doc("the part's name") Name name, Optional<Level> level, Optional<Times> times) {}

    public record Pair<A, B>(A first, B second) {}

    public record Whole(
            Flags flags,
            Numbers numbers,
            Times times,
            String text,
            Level level,
            Outer outer,
            List<Part> parts,
            Map<String, List<Integer>> lists,
            List<Map<String, Name>> maps,
            Optional<Name> alias,
            Optional<List<Level>> levels,
            Pair<String, Pair<Long, Name>> pair) {}

    public record Contract(
            Whole whole,
            @Default("low") String text,
            @Default("LOW") Level level,
            @Default("\"PT1M\"") Duration every,
            @Default("2026-01-31T12:00:00Z") Instant from,
            @Default("null") Name name,
            @Default("[1, 2]") List<Integer> numbers,
            @Default("{\"a\": true, \"b\": false}") Flags flags,
            Live<BigDecimal> price,
            @Default("{}") Live<Map<String, Level>> levels,
            Output<Whole> wholes,
            Output<Name> names,
            @Doc("how far it is") Output<Nothing> progress) {}

    /** A record without components. */
    public record Nothing() {}

    @Override
    public Void run(Contract contract, SparkSession spark) {
        return null;
    }
}
