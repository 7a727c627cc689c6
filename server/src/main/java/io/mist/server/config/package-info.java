/** The server's settings, read once at the start from {@code mist.conf}; all problems are reported at once. */
@NullMarked
package io.mist.server.config;

import org.jspecify.annotations.NullMarked;
