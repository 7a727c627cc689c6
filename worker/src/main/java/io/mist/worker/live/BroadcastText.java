package io.mist.worker.live;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Base64;
import org.apache.spark.broadcast.Broadcast;

/** What names a broadcast, as a text: some hundred characters, whatever its value. */
final class BroadcastText {

    private BroadcastText() {}

    static String write(Broadcast<byte[]> broadcast) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(broadcast);
        } catch (IOException e) {
            throw new IllegalStateException("broadcast " + broadcast.id() + " cannot be written", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** To be called where Spark runs: its value is fetched from there. */
    @SuppressWarnings("unchecked")
    static Broadcast<byte[]> read(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (Broadcast<byte[]>) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("what names a broadcast cannot be read", e);
        }
    }
}
