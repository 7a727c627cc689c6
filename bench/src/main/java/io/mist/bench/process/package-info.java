/** The processes that are measured, and how they are talked to. */
@NullMarked
package io.mist.bench.process;

import org.jspecify.annotations.NullMarked;
