/** What Scala's compiler notes of types in a class file, where Java's signatures have {@code Object}. */
@NullMarked
package io.mist.worker.signature;

import org.jspecify.annotations.NullMarked;
