/** The database: what is acknowledged is in it. */
@NullMarked
package io.mist.server.store;

import org.jspecify.annotations.NullMarked;
