/** What Mist costs over the same Spark call without it. */
@NullMarked
package io.mist.bench;

import org.jspecify.annotations.NullMarked;
