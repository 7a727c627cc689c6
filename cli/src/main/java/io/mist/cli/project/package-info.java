/** The projects that {@code mist init} creates. */
@NullMarked
package io.mist.cli.project;

import org.jspecify.annotations.NullMarked;
