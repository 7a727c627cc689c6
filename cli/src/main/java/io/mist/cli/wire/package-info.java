/** The server as seen over HTTP: docs/http.md and nothing else. */
@NullMarked
package io.mist.cli.wire;

import org.jspecify.annotations.NullMarked;
