/** The ways in and out. Doors know {@link io.mist.server.door.Gate} and never each other nor workers. */
@NullMarked
package io.mist.server.door;

import org.jspecify.annotations.NullMarked;
