/** Live values: one version per micro-batch, for plans and tasks alike. */
@NullMarked
package io.mist.worker.live;

import org.jspecify.annotations.NullMarked;
