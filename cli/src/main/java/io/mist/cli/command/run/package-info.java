/** Commands about one run: start it, show it, read its log, cancel it. */
@NullMarked
package io.mist.cli.command.run;

import org.jspecify.annotations.NullMarked;
