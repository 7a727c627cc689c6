package io.mist.worker.contract.type;

import io.mist.worker.contract.problem.UnfitValueException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import scala.jdk.javaapi.CollectionConverters;

/** The collections that rows may hold, as Java sees them; views, not copies. */
final class RowCollections {

    private RowCollections() {}

    static List<?> list(Object value) {
        if (value instanceof scala.collection.Seq<?> seq) {
            return CollectionConverters.asJava(seq);
        }
        if (value instanceof List<?> list) {
            return list;
        }
        if (value instanceof Object[] array) {
            return Arrays.asList(array);
        }
        throw UnfitValueException.of(value, "a list");
    }

    static Map<?, ?> map(Object value) {
        if (value instanceof scala.collection.Map<?, ?> map) {
            return CollectionConverters.asJava(map);
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw UnfitValueException.of(value, "a map");
    }
}
