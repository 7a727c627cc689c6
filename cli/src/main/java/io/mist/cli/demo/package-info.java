/** {@code mist demo}: a server with the examples and a log, to look at or to check an installation with. */
@NullMarked
package io.mist.cli.demo;

import org.jspecify.annotations.NullMarked;
