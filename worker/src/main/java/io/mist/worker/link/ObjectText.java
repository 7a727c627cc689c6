package io.mist.worker.link;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Base64;

/** A small object as a text, for what carries texts only: Spark's local properties, and Python. */
public final class ObjectText {

    private ObjectText() {}

    public static String write(Serializable object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException e) {
            throw new IllegalStateException(object + " cannot be written as a text", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** By this class's loader, which knows Mist's classes and Spark's; Spark's own does not know ours. */
    public static <T> T read(String text, Class<T> type) {
        byte[] bytes = Base64.getDecoder().decode(text);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return type.cast(in.readObject());
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("a text does not hold a " + type.getSimpleName() + ": " + e, e);
        }
    }
}
