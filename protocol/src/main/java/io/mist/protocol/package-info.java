/** What travels between server and worker, and what both mean by it. */
@NullMarked
package io.mist.protocol;

import org.jspecify.annotations.NullMarked;
