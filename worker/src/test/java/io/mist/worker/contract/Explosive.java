package io.mist.worker.contract;

import io.mist.api.Job;

/** A job that must not be initialized while jobs are looked for. */
@Job("explosive")
public class Explosive {

    static final int NUMBER = explode();

    private static int explode() {
        throw new AssertionError("initialized");
    }
}
