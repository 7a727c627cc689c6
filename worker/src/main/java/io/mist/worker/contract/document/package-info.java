/** Contracts known as documents only, such as those of jobs in Python. */
@NullMarked
package io.mist.worker.contract.document;

import org.jspecify.annotations.NullMarked;
