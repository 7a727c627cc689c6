package io.mist.worker.contract.golden;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

@Job("nothing")
public final class Nothing implements BatchJob<Nothing.Contract, @Nullable Void> {

    public record Contract() {}

    @Override
    public @Nullable Void run(Contract contract, SparkSession spark) {
        return null;
    }
}
