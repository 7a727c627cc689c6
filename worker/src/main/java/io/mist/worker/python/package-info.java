/** Jobs in Python: their process, how it is attached to this one, and what it can call here. */
@NullMarked
package io.mist.worker.python;

import org.jspecify.annotations.NullMarked;
