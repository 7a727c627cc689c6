/** One class per command, and what they share. */
@NullMarked
package io.mist.cli.command;

import org.jspecify.annotations.NullMarked;
