package io.mist.worker.signature;

import java.util.List;

/**
 * A class as it is written in Scala.
 *
 * @param isCaseClass not an object
 * @param isSealed whether {@code children} are all there are
 * @param parameters of the primary constructor's first list
 * @param parameterLists how many the primary constructor has
 * @param parents superclass and traits
 * @param children of a sealed class or trait
 */
public record ScalaClass(
        boolean isCaseClass,
        boolean isSealed,
        List<Parameter> parameters,
        int parameterLists,
        List<ScalaType> parents,
        List<Child> children) {

    /** @param name as class files have it: {@code $minus} for a minus */
    public record Parameter(String name, ScalaType type, boolean hasDefault) {}

    /** @param name in full, with dots only */
    public record Child(String name, boolean isObject) {}
}
