/** What a message about a bad value is made of: its path, the value as shown, the name that was meant. */
@NullMarked
package io.mist.worker.contract.problem;

import org.jspecify.annotations.NullMarked;
