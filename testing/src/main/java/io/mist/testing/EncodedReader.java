package io.mist.testing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;

/**
 * Reads rows by an encoder of Spark, such as that of a case class of Scala.
 *
 * @param <T> the message
 */
final class EncodedReader<T> implements MessageReader<T> {

    private final Encoder<T> encoder;

    private EncodedReader(Encoder<T> encoder) {
        this.encoder = encoder;
    }

    /** @throws IllegalArgumentException if the columns do not fit; the message names each */
    static <T> EncodedReader<T> of(Encoder<T> encoder, Dataset<Row> table) {
        String type = encoder.clsTag().runtimeClass().getSimpleName();
        List<String> fields = Arrays.asList(encoder.schema().fieldNames());
        if (isMessageARecord(encoder)) {
            List<String> surplus = Arrays.stream(table.columns())
                    .filter(column -> fields.stream().noneMatch(column::equalsIgnoreCase))
                    .toList();
            if (!surplus.isEmpty()) {
                throw new IllegalArgumentException("the columns do not fit " + type + ": " + String.join(", ", surplus)
                        + " (expected: " + String.join(", ", fields) + "); drop what is no field");
            }
        }
        // Spark names the missing columns and their types.
        requireNonNull(table.as(encoder));
        return new EncodedReader<>(encoder);
    }

    /** A single value has one column, of any name. */
    private static boolean isMessageARecord(Encoder<?> encoder) {
        return Product.class.isAssignableFrom(encoder.clsTag().runtimeClass());
    }

    @Override
    public List<T> read(Dataset<Row> batch) {
        List<T> messages = new ArrayList<>();
        batch.as(encoder).toLocalIterator().forEachRemaining(message -> {
            requireNoNull(message, "value");
            messages.add(message);
        });
        return messages;
    }

    /** Spark accepts a null where the message type has none. */
    private static void requireNoNull(@Nullable Object value, String path) {
        if (value == null) {
            throw new IllegalArgumentException(path + ": null (expected: a value, or an Option field)");
        }
        if (value instanceof Product product && !(value instanceof Option<?>)) {
            for (int i = 0; i < product.productArity(); i++) {
                requireNoNull(product.productElement(i), product.productElementName(i));
            }
        }
    }
}
