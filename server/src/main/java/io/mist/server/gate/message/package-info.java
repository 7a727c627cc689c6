/** What channels are to callers: their names, their messages, and what routes set for them. */
@NullMarked
package io.mist.server.gate.message;

import org.jspecify.annotations.NullMarked;
