/** Jobs in the old style, which declare nothing. */
@NullMarked
package io.mist.worker.contract.classic;

import org.jspecify.annotations.NullMarked;
