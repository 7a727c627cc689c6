/** {@code mist ls}: lists of routes, runs, workers and contexts. */
@NullMarked
package io.mist.cli.command.ls;

import org.jspecify.annotations.NullMarked;
