package io.mist.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the fields of an {@link Output}'s message that identify the thing the message is about. A client that joins late can
 * ask for the latest message of each key; doors that have keys, such as Kafka, use the same key.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

    /** Names of fields of the message that hold a string, a number or a boolean. */
    String[] value();
}
