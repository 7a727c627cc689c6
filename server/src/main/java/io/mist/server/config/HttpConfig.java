package io.mist.server.config;

/**
 * The HTTP door.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param maxBody the largest request body, in bytes
 */
public record HttpConfig(String host, int port, long maxBody) {

    static HttpConfig read(Section http) {
        var config = new HttpConfig(
                http.text("host").orElse("127.0.0.1"),
                http.integer("port", 2004, 0, 65535),
                http.bytes("max-body", 1L << 20, 1L << 10, 1L << 30));
        http.rejectUnknown();
        return config;
    }
}
