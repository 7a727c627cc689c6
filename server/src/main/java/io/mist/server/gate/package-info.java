/** The port behind all doors: requests, views, and what a caller may use. */
@NullMarked
package io.mist.server.gate;

import org.jspecify.annotations.NullMarked;
