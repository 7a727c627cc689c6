/** Live values: their versions, their history and where they are in effect. */
@NullMarked
package io.mist.server.live;

import org.jspecify.annotations.NullMarked;
