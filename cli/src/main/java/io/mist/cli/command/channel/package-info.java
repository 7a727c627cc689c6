/** {@code mist tail} and {@code mist push}: the outputs and inputs of a route. */
@NullMarked
package io.mist.cli.command.channel;

import org.jspecify.annotations.NullMarked;
