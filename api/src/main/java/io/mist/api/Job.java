package io.mist.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class as a job. The class implements {@link BatchJob} or {@link StreamJob} and has a public constructor
 * without arguments; a new instance serves each run. In Scala it may be an {@code object}, whose class is {@code X$}:
 * one instance serves a whole run, and no two runs share it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Job {

    /** The job's name: lower-case letters, digits and hyphens, such as {@code log-alerts}. */
    String value();
}
