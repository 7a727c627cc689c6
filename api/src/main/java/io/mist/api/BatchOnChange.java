package io.mist.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an {@link Output} whose query runs a micro-batch as soon as a live value has changed, even without new data. Without
 * it a change waits for data, and so do the messages that the change causes: the groups of a sorted aggregation, or the
 * message that {@code sendBatches} makes from an empty batch.
 *
 * <p>The query gets one more source, which has no rows. The source is part of the checkpoint, so a query cannot resume from a
 * checkpoint of the job's own that was made without this annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface BatchOnChange {}
