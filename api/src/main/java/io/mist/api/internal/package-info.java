/** Not for jobs: what a worker and the test kit share, so that a test sees what a run does. It may change at any time. */
@NullMarked
package io.mist.api.internal;

import org.jspecify.annotations.NullMarked;
