package io.mist.worker.signature;

import java.util.List;

/**
 * A type as it is written in Scala.
 *
 * @param name in full, with dots only: {@code scala.Int}; empty for what no contract holds
 * @param prefix what it is a member of by a path, such as the enumeration of a {@code Value}; empty if nothing is
 * @param arguments its type arguments
 */
public record ScalaType(String name, String prefix, List<ScalaType> arguments) {

    static final ScalaType OTHER = new ScalaType("", "", List.of());

    public String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
