/** The implementation of the port: a desk for each caller, on top of the parts of the server. */
@NullMarked
package io.mist.server.desk;

import org.jspecify.annotations.NullMarked;
