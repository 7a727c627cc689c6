package io.mist.worker.contract;

import io.mist.api.Job;

/** A job that must not be initialized by a scan. */
@Job("explosive")
public class Explosive {

    static final int NUMBER = explode();

    private static int explode() {
        throw new AssertionError("initialized");
    }
}
