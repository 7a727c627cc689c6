package io.mist.worker.link;

import java.io.Serializable;

/** Where the server listens. */
public record Address(String host, int port) implements Serializable {

    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("server address: '" + text + "' (expected: host:port)");
        }
        return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
