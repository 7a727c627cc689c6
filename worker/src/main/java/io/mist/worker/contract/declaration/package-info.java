/** What an author has declared in classes of Java and Scala: records, case classes, enumerations, type arguments. */
@NullMarked
package io.mist.worker.contract.declaration;

import org.jspecify.annotations.NullMarked;
