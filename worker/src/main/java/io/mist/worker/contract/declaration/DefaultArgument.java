package io.mist.worker.contract.declaration;

import io.mist.worker.contract.problem.UnfitValueException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** The default argument of a case class's parameter: a method of its companion object, called at every use. */
public record DefaultArgument(Method method) {

    /** The default of the parameter with that number, from 1; null if it has none. */
    static @Nullable DefaultArgument of(Class<?> caseClass, int parameter) {
        Class<?> companion = ScalaObject.companion(caseClass);
        if (companion == null) {
            return null;
        }
        try {
            Method method = companion.getMethod("$lessinit$greater$default$" + parameter);
            method.setAccessible(true);
            return new DefaultArgument(method);
        } catch (NoSuchMethodException e) {
            return null; // The parameter has no default.
        }
    }

    /**
     * @throws UnfitValueException if the method throws
     */
    @Nullable
    public Object value() {
        try {
            return method.invoke(ScalaObject.instance(method.getDeclaringClass()));
        } catch (InvocationTargetException e) {
            throw new UnfitValueException("threw " + e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot call " + method + ", which was made accessible", e);
        }
    }
}
