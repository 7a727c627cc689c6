/** Arguments that become JSON, by the schemas of a contract. */
@NullMarked
package io.mist.cli.value;

import org.jspecify.annotations.NullMarked;
