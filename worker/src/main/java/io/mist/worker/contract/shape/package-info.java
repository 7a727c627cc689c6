/** Records in a job's language: how one is made, recognized and read. */
@NullMarked
package io.mist.worker.contract.shape;

import org.jspecify.annotations.NullMarked;
