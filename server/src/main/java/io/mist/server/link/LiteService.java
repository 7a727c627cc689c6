package io.mist.server.link;

import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A gRPC service whose messages are of the lite kind, made fit for Armeria: it takes every marshaller of protobuf for one
 * of full messages and casts, but leaves marshallers that it does not know alone.
 */
public final class LiteService {

    private LiteService() {}

    public static ServerServiceDefinition of(ServerServiceDefinition service) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        service.getMethods().forEach(method -> methods.add(lite(method)));
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(builder::addMethod);
        return builder.build();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> lite(ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> known = method.getMethodDescriptor();
        MethodDescriptor<Q, R> plain = known.toBuilder(
                        new Plain<>(known.getRequestMarshaller()), new Plain<>(known.getResponseMarshaller()))
                .build();
        return ServerMethodDefinition.create(plain, method.getServerCallHandler());
    }

    private record Plain<T>(MethodDescriptor.Marshaller<T> lite) implements MethodDescriptor.Marshaller<T> {

        @Override
        public InputStream stream(T value) {
            return lite.stream(value);
        }

        @Override
        public T parse(InputStream stream) {
            return lite.parse(stream);
        }
    }
}
