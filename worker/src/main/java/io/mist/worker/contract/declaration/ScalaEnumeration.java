package io.mist.worker.contract.declaration;

import io.mist.worker.contract.type.EnumType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scala.Enumeration;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The type of the values of one {@code object X extends Enumeration}, which Java's signatures do not distinguish.
 *
 * @param object the class {@code X$}
 */
public record ScalaEnumeration(Class<?> object) implements Type {

    /** @param path with dots only; null if it names no enumeration that the loader knows */
    static @Nullable Class<?> find(String path, ClassLoader loader) {
        Class<?> found = ScalaObject.named(path, loader);
        return found != null && Enumeration.class.isAssignableFrom(found) ? found : null;
    }

    public EnumType type() {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Enumeration.Value value :
                CollectionConverters.asJava(((Enumeration) ScalaObject.instance(object)).values())) {
            constants.put(value.toString(), value);
        }
        return new EnumType(simpleName(), constants);
    }

    private String simpleName() {
        String name = object.getSimpleName();
        return name.substring(0, name.length() - 1);
    }

    @Override
    public String getTypeName() {
        return simpleName() + ".Value";
    }
}
