package io.mist.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of an {@link Output} that the query which publishes to it runs a micro-batch as soon as a live value has changed,
 * also without new data. Without it a change waits for data, and so does what the query would publish because of it: the
 * groups of a sorted aggregation, or the message that {@code sendBatches} makes of an empty batch.
 *
 * <p>The query then has one more source, which has no rows. It stands in the checkpoint, so a checkpoint of the job's own
 * that was made without this cannot be gone on with.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface BatchOnChange {}
