package io.mist.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a parameter or live parameter that a start leaves out, as JSON: {@code @Default("3")},
 * {@code @Default("[]")}. For a component that travels as a JSON string the quotes may be left out:
 * {@code @Default("error")}. In Scala a default argument does the same for parameters that are not live.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

    String value();
}
