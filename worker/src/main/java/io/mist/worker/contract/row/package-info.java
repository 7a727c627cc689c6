/** Rows as Spark's engine holds them, written as JSON. */
@NullMarked
package io.mist.worker.contract.row;

import org.jspecify.annotations.NullMarked;
