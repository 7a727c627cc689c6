package io.mist.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a parameter or live parameter that a start omits, as JSON: {@code @Default("3")}, {@code @Default("[]")}. The
 * quotes may be omitted for a component that travels as a JSON string: {@code @Default("error")}. In Scala a default argument
 * does the same for parameters that are not live.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

    String value();
}
