package io.mist.worker.contract.golden;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Job;
import io.mist.api.Output;
import org.apache.spark.sql.SparkSession;

@Job("narrow")
public final class Narrow implements BatchJob<Narrow.Contract, Narrow.Numbers> {

    public record Contract(
            Numbers numbers,
            @Default("-1") byte tiny,
            @Default("0.25") float ratio,
            Output<Numbers> out) {}

    public record Numbers(byte tiny, short small, float ratio) {}

    @Override
    public Numbers run(Contract contract, SparkSession spark) {
        return contract.numbers();
    }
}
