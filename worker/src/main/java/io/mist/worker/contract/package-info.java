/**
 * What a job declares: it reads a job's class into a {@link io.mist.worker.contract.JobDescription} and maps values
 * between JSON, Java and Spark rows.
 */
@NullMarked
package io.mist.worker.contract;

import org.jspecify.annotations.NullMarked;
