/** What stands behind the port: a desk for each caller, and what the parts of the server do for it. */
@NullMarked
package io.mist.server.desk;

import org.jspecify.annotations.NullMarked;
