/** What the user sees: tables, colours, times. */
@NullMarked
package io.mist.cli.screen;

import org.jspecify.annotations.NullMarked;
