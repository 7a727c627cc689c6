package io.mist.protocol;

import java.util.Locale;

/** Who can mend an error; every door maps it once. */
public enum ErrorKind {
    /** The request is wrong: the caller mends it. */
    CALLER,
    /** The job is wrong: its author mends it. */
    JOB,
    /** Something is missing, busy or too small: the operator mends it, or the caller tries again. */
    RESOURCES,
    /** Mist is wrong: we mend it. */
    INTERNAL;

    /** As it travels: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is no such kind
     */
    public static ErrorKind ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
