/** Contexts: which run may start, on which worker, and what is done when something happens to it. */
@NullMarked
package io.mist.server.context;

import org.jspecify.annotations.NullMarked;
