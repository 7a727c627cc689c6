/** {@code mist live}: the live values of a run. */
@NullMarked
package io.mist.cli.command.live;

import org.jspecify.annotations.NullMarked;
