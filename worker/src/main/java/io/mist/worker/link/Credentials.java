package io.mist.worker.link;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.util.concurrent.Executor;

/** What a worker shows with every call: its id and the token that it was started with. */
public final class Credentials extends CallCredentials {

    static final Metadata.Key<String> WORKER = Metadata.Key.of("mist-worker", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> TOKEN = Metadata.Key.of("mist-token", Metadata.ASCII_STRING_MARSHALLER);

    private final String worker;
    private final String token;

    public Credentials(String worker, String token) {
        this.worker = worker;
        this.token = token;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
        Metadata metadata = new Metadata();
        metadata.put(WORKER, worker);
        metadata.put(TOKEN, token);
        applier.apply(metadata);
    }
}
