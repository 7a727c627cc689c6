/** New projects: what {@code mist init} makes. */
@NullMarked
package io.mist.cli.project;

import org.jspecify.annotations.NullMarked;
