package io.mist.conformance;

import java.nio.file.Path;

/**
 * The server of all classes of one JVM that need no settings of their own, kill nothing and have routes of names that no other
 * of them has: it and its workers are started once.
 */
final class SharedServer {

    /** An empty file would be a problem. */
    static final String NO_ROUTES = "# no routes\n";

    static final int PORT = Distribution.freePort();
    static final int MQTT_PORT = Distribution.freePort();

    private static ServerProcess running;

    private SharedServer() {}

    /** It ends with this JVM. */
    static synchronized ServerProcess process() {
        if (running == null) {
            Path directory = Distribution.freshDirectory("shared-" + Integer.getInteger("mist.fork", 1));
            String settings = "mist.mqtt { on = true, embedded = true, port = " + MQTT_PORT
                    + ", subscribe-topic = foo, publish-topic = foo }";
            running = new ServerProcess(directory, PORT, settings, true);
            running.router(NO_ROUTES);
            running.start();
        }
        return running;
    }
}
