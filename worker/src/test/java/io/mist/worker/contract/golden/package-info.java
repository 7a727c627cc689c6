/** The jobs of the folder {@code golden}, in Java. */
@NullMarked
package io.mist.worker.contract.golden;

import org.jspecify.annotations.NullMarked;
