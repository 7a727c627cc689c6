/** Worker processes: launched, known by a token, watched, stopped and killed. */
@NullMarked
package io.mist.server.worker;

import org.jspecify.annotations.NullMarked;
