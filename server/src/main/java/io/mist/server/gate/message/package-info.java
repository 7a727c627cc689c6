/** Channels as callers see them: their names, their messages, and their settings in routes. */
@NullMarked
package io.mist.server.gate.message;

import org.jspecify.annotations.NullMarked;
