package io.mist.worker.contract.declaration;

import io.mist.worker.signature.ScalaClass;
import io.mist.worker.signature.ScalaSignatures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scala.reflect.NameTransformer;

/** An enum in Scala: a sealed trait or class whose children are all objects. */
public final class CaseObjects {

    private CaseObjects() {}

    /** The objects by their names, in the order of the source; empty if the type is no such enum. */
    public static Map<String, Object> of(Class<?> type) {
        ScalaClass written = ScalaSignatures.of(type);
        if (written == null
                || !written.isSealed()
                || !written.children().stream().allMatch(ScalaClass.Child::isObject)) {
            return Map.of();
        }
        return objects(type, written.children());
    }

    private static Map<String, Object> objects(Class<?> type, List<ScalaClass.Child> children) {
        Map<String, Object> objects = new LinkedHashMap<>();
        for (ScalaClass.Child child : children) {
            Class<?> found = ScalaObject.named(child.name(), type.getClassLoader());
            if (found == null) {
                return Map.of();
            }
            String simple = child.name().substring(child.name().lastIndexOf('.') + 1);
            objects.put(NameTransformer.decode(simple), ScalaObject.instance(found));
        }
        return objects;
    }
}
