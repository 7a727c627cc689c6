/** Commands about routes and the projects behind them: create, describe, deploy. */
@NullMarked
package io.mist.cli.command.route;

import org.jspecify.annotations.NullMarked;
