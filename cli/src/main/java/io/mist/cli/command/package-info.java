/** What every command builds on: the session, the global options, and the options that several commands share. */
@NullMarked
package io.mist.cli.command;

import org.jspecify.annotations.NullMarked;
