/** Jobs to start from: a search in text files, as a batch and as two streams whose filter changes while they run. */
@NullMarked
package io.mist.examples;

import org.jspecify.annotations.NullMarked;
