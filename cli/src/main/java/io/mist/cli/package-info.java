/** The command line of Mist: what it is started with and how a command ends. */
@NullMarked
package io.mist.cli;

import org.jspecify.annotations.NullMarked;
