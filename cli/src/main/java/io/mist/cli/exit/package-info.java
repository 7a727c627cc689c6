/** How a command ends: exit codes and the problem that is shown. */
@NullMarked
package io.mist.cli.exit;

import org.jspecify.annotations.NullMarked;
