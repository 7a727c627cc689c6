package io.mist.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of an {@link Output} which fields of its message name the thing that the message is about. Who joins late may ask
 * for the latest message of each key; doors that know keys, such as Kafka, use it too.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

    /** Names of fields of the message that hold a string, a number or a boolean. */
    String[] value();
}
