package io.mist.server.link;

import io.mist.protocol.wire.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Names what one attempt of one task makes of its partition of an epoch.
 *
 * @param epoch the epoch of a query of one attempt of a run
 * @param task another one for each attempt at the same partition
 */
record Part(Epoch epoch, int partition, long task) {

    /** One epoch as one attempt of a run makes it. */
    record Epoch(Query query, int attempt, long number) {}

    /** A query of a run, over all attempts. */
    record Query(String run, String channel, String name) {

        static Query of(Source source) {
            return new Query(source.getRun(), source.getChannel(), source.getQuery());
        }

        private void writeTo(DataOutputStream out) throws IOException {
            out.writeUTF(run);
            out.writeUTF(channel);
            out.writeUTF(name);
        }

        private static Query readFrom(DataInputStream in) throws IOException {
            return new Query(in.readUTF(), in.readUTF(), in.readUTF());
        }

        byte[] encoded() {
            return Part.encode(this::writeTo);
        }

        static Query decoded(byte[] bytes, int from) {
            return Part.decode(bytes, from, Query::readFrom);
        }
    }

    /** The prefix of the keys of all its frames. */
    byte[] encoded() {
        return encode(out -> {
            epoch.query().writeTo(out);
            out.writeLong(epoch.number());
            out.writeInt(epoch.attempt());
            out.writeInt(partition);
            out.writeLong(task);
        });
    }

    static Part decoded(byte[] bytes, int from) {
        return decode(bytes, from, in -> {
            Query query = Query.readFrom(in);
            long number = in.readLong();
            return new Part(new Epoch(query, in.readInt(), number), in.readInt(), in.readLong());
        });
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] encode(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into memory", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T decode(byte[] bytes, int from, Reading<T> reading) {
        try {
            return reading.from(new DataInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ByteBuffer.wrap(bytes), e);
        }
    }
}
