/** The types that a contract may hold, and their values as JSON, in Java and in rows. */
@NullMarked
package io.mist.worker.contract.type;

import org.jspecify.annotations.NullMarked;
