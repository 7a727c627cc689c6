/** Contracts read from the classes of jobs. */
@NullMarked
package io.mist.worker.contract.reader;

import org.jspecify.annotations.NullMarked;
