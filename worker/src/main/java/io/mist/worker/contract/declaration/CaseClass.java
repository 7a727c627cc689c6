package io.mist.worker.contract.declaration;

import io.mist.protocol.Problem;
import io.mist.worker.contract.shape.ConstructedShape;
import io.mist.worker.contract.shape.Construction;
import io.mist.worker.signature.ScalaClass;
import io.mist.worker.signature.ScalaSignatures;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import scala.reflect.NameTransformer;

/** A case class in Scala. Java's reflection finds its members; Scala's signature names the components and their types. */
final class CaseClass {

    private final Class<?> type;
    private final ScalaClass written;
    private final String path;
    private final List<Problem> problems;

    private CaseClass(Class<?> type, String path, List<Problem> problems) {
        this.type = type;
        this.written = Objects.requireNonNull(ScalaSignatures.of(type));
        this.path = path;
        this.problems = problems;
    }

    /** Whether the class is a case class. Classes of Scala itself, such as tuples, are not: their components have no names. */
    static boolean is(Class<?> type) {
        if (type.getName().startsWith("scala.")) {
            return false;
        }
        ScalaClass written = ScalaSignatures.of(type);
        return written != null && written.isCaseClass();
    }

    /** The record; null if there is a problem. */
    static @Nullable DeclaredRecord read(Class<?> type, String path, List<Problem> problems) {
        return new CaseClass(type, path, problems).read();
    }

    private @Nullable DeclaredRecord read() {
        if (written.parameterLists() > 1) {
            return refuse("has " + written.parameterLists() + " parameter lists (expected: one)");
        }
        List<Method> accessors = new ArrayList<>();
        for (ScalaClass.Parameter parameter : written.parameters()) {
            Method accessor = accessor(parameter.name());
            if (accessor == null) {
                return refuse("has no member '" + parameter.name() + "' that can be read; make it a public val");
            }
            accessors.add(accessor);
        }
        Constructor<?> constructor = Construction.find(
                type, accessors.stream().map(Method::getReturnType).toArray(Class<?>[]::new));
        return constructor == null
                ? refuse("needs the instance around it to be made; put it at the top level or in an object")
                : new DeclaredRecord(fields(accessors, constructor), new ConstructedShape(type, constructor));
    }

    private List<DeclaredField> fields(List<Method> accessors, Constructor<?> constructor) {
        Parameter[] parameters = constructor.getParameters();
        List<DeclaredField> fields = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            ScalaClass.Parameter parameter = written.parameters().get(i);
            Method accessor = accessors.get(i);
            fields.add(new DeclaredField(
                    NameTransformer.decode(parameter.name()),
                    ScalaTypes.of(accessor.getGenericReturnType(), parameter.type(), type.getClassLoader()),
                    parameters[i],
                    accessor,
                    parameter.hasDefault() ? DefaultArgument.of(type, i + 1) : null));
        }
        return List.copyOf(fields);
    }

    private @Nullable Method accessor(String name) {
        try {
            Method accessor = type.getDeclaredMethod(name);
            accessor.setAccessible(true);
            return accessor;
        } catch (NoSuchMethodException e) {
            return null; // The caller reports the parameter.
        }
    }

    private @Nullable DeclaredRecord refuse(String reason) {
        problems.add(new Problem(path, "the case class " + type.getName() + " " + reason));
        return null;
    }
}
