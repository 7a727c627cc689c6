package io.mist.worker.contract.shape;

import io.mist.worker.contract.problem.UnfitValueException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Reads one field of a record. */
public interface FieldAccess {

    /** The field's value; null, or an empty {@code Optional}, if the value is absent. */
    @Nullable
    Object of(Object holder);

    static FieldAccess by(Method accessor, String name) {
        accessor.setAccessible(true);
        return holder -> {
            try {
                return accessor.invoke(holder);
            } catch (InvocationTargetException e) {
                throw new UnfitValueException("the accessor of '" + name + "' threw " + e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("cannot call " + accessor + ", which was made accessible", e);
            }
        };
    }
}
