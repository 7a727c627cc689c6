package io.mist.worker.contract.declaration;

import io.mist.api.Doc;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record as its author declared it.
 *
 * @param name as in JSON
 * @param type with {@code int} for Scala's {@code Int}, for which Java's signature has {@code Object}
 * @param annotated the element that has its annotations
 * @param accessor made accessible
 * @param initial the maker of its default argument; null if it has none
 */
public record DeclaredField(
        String name,
        Type type,
        AnnotatedElement annotated,
        Method accessor,
        @Nullable DefaultArgument initial) {

    public <A extends Annotation> @Nullable A annotation(Class<A> type) {
        return annotated.getAnnotation(type);
    }

    public boolean has(Class<? extends Annotation> type) {
        return annotated.isAnnotationPresent(type);
    }

    @Nullable
    public String doc() {
        return doc(annotated);
    }

    public static @Nullable String doc(AnnotatedElement element) {
        Doc doc = element.getAnnotation(Doc.class);
        return doc == null ? null : doc.value();
    }
}
