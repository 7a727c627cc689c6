/** Completion of the command line in a shell. */
@NullMarked
package io.mist.cli.command.completion;

import org.jspecify.annotations.NullMarked;
