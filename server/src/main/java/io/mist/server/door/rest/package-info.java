/** HTTP: routes, runs, live values and outputs as resources. */
@NullMarked
package io.mist.server.door.rest;

import org.jspecify.annotations.NullMarked;
