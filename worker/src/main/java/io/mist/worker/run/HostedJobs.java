package io.mist.worker.run;

import io.mist.worker.contract.ClassicContract;

/** Finds out what kind of job a class is. */
final class HostedJobs {

    private HostedJobs() {}

    static HostedJob of(Class<?> named) {
        Class<?> classic = ClassicContract.jobClass(named);
        return classic != null ? new ClassicJob(classic) : new JavaJob(named);
    }
}
