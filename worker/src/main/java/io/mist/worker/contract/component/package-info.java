/** The components of a contract: parameters, live values, inputs and outputs. */
@NullMarked
package io.mist.worker.contract.component;

import org.jspecify.annotations.NullMarked;
