/** The server's half of the worker link; it mirrors the worker's {@code link}. */
@NullMarked
package io.mist.server.link;

import org.jspecify.annotations.NullMarked;
