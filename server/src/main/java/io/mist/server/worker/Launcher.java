package io.mist.server.worker;

/** Starts workers. */
public interface Launcher {

    /**
     * Starts a process; it dials the server by itself when it is ready.
     *
     * @throws io.mist.protocol.MistException of kind resources if there is nothing to start
     */
    Process launch(WorkerSpec spec);
}
