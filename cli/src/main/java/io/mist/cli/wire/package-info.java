/** The server over HTTP, as docs/http.md describes it. */
@NullMarked
package io.mist.cli.wire;

import org.jspecify.annotations.NullMarked;
