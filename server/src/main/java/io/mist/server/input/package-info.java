/** Messages that clients push into the inputs of routes. */
@NullMarked
package io.mist.server.input;

import org.jspecify.annotations.NullMarked;
