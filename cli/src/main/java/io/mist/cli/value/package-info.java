/** What the user types as k=v, made JSON by a contract. */
@NullMarked
package io.mist.cli.value;

import org.jspecify.annotations.NullMarked;
