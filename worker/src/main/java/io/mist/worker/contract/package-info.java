/**
 * What a job declares, and how its values look as JSON, in Java and in Spark rows. {@code reader} makes a description of a
 * job's class and {@code document} of a contract in JSON; both consist of {@code component}s, whose values have a
 * {@code type}. Dependencies go from the first to the last: {@code reader}, {@code document}, {@code classic},
 * {@code component}, {@code declaration}, {@code type}, {@code shape}, {@code row}, {@code problem}.
 */
@NullMarked
package io.mist.worker.contract;

import org.jspecify.annotations.NullMarked;
