/** What the library for jobs in the old style calls in the worker. It knows these classes by their names. */
@NullMarked
package io.mist.worker.classic;

import org.jspecify.annotations.NullMarked;
