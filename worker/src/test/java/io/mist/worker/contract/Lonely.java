package io.mist.worker.contract;

import io.mist.api.Job;

/** A job whose superclass is missing in the jar. */
@Job("lonely")
public class Lonely extends Explosive {}
