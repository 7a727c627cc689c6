/**
 * Runs a job in a unit test, with any test framework and without a server: {@link io.mist.testing.TestLive} and {@link
 * io.mist.testing.TestOutput} go into the job's contract, {@link io.mist.testing.TestSpark} is its session, and {@link
 * io.mist.testing.TestStreams} makes the batches of a job of DStreams.
 */
@NullMarked
package io.mist.testing;

import org.jspecify.annotations.NullMarked;
