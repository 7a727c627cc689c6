package io.mist.worker.contract.golden;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Doc;
import io.mist.api.Input;
import io.mist.api.Job;
import io.mist.api.Key;
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

@Job("everything")
@Doc("Holds every type that all languages have")
public final class Everything implements BatchJob<Everything.Contract, List<Everything.Part>> {

    public enum Level {
        LOW,
        HIGH
    }

    public record Numbers(int small, long large, double real, BigDecimal exact) {}

    @Doc("when things happen")
    public record Times(Instant at, Duration length, LocalDate day) {}

    @Doc("a name")
    public record Name(String value) {
        public Name {
            if (value.isBlank()) {
                throw new IllegalArgumentException("'" + value + "' is blank (expected: a name)");
            }
        }
    }

    public record Part(@Doc("the part's name") Name name, Optional<Level> level, Optional<Times> times) {}

    public record Range(int low, int high) {
        public Range {
            if (low > high) {
                throw new IllegalArgumentException("low " + low + " is above high " + high + "; swap them");
            }
        }
    }

    public record Whole(
            boolean flag,
            String text,
            Level level,
            Numbers numbers,
            Times times,
            List<Part> parts,
            Map<String, List<Integer>> lists,
            List<Map<String, Name>> maps,
            Optional<Name> alias,
            Optional<List<Level>> levels) {}

    public record Event(
            Level level,
            LocalDate day,
            @Doc("what happened") Optional<String> note) {}

    public record Contract(
            Whole whole,
            @Doc("how many at most") Optional<Integer> most,
            Optional<Range> range,
            @Default("false") boolean flag,
            @Default("low") String text,
            @Default("LOW") Level level,
            @Default("7") long large,
            @Default("0.5") double real,
            @Default("0.10") BigDecimal exact,
            @Default("PT1M") Duration every,
            @Default("2026-01-31T12:00:00Z") Instant since,
            @Default("2026-01-31") LocalDate day,
            @Default("nobody") Name name,
            @Default("[1, 2]") List<Integer> numbers,
            @Default("{\"a\": 1}") Map<String, Long> counts,
            @Doc("of one piece") Live<BigDecimal> price,
            @Default("HIGH") Live<Level> floor,
            @Default("[]") Live<List<String>> words,
            @Default("{\"low\": 1, \"high\": 2}") Live<Range> limits,
            Input<Whole> wholes,
            Input<Duration> lengths,
            Output<Whole> copies,
            Output<Name> names,
            @Key({"level", "day"}) Output<Event> events,
            Output<BigDecimal> amounts,
            @Doc("how far it is") Output<Double> progress) {}

    @Override
    public List<Part> run(Contract contract, SparkSession spark) {
        return contract.whole().parts();
    }
}
