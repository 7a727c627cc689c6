package io.mist.protocol;

import io.mist.protocol.wire.Failure;
import java.util.List;

/** Errors to and from the wire. */
public final class Failures {

    private Failures() {}

    public static Failure toWire(MistException error) {
        return Failure.newBuilder()
                .setKind(error.kind().wireName())
                .setCode(error.code())
                .setMessage(error.text())
                .addAllProblems(toWire(error.problems()))
                .build();
    }

    public static MistException fromWire(Failure failure) {
        return MistException.of(
                ErrorKind.ofWireName(failure.getKind()),
                failure.getCode(),
                failure.getMessage(),
                fromWire(failure.getProblemsList()));
    }

    public static List<io.mist.protocol.wire.Problem> toWire(List<Problem> problems) {
        return problems.stream()
                .map(p -> io.mist.protocol.wire.Problem.newBuilder()
                        .setPath(p.path())
                        .setMessage(p.message())
                        .build())
                .toList();
    }

    public static List<Problem> fromWire(List<io.mist.protocol.wire.Problem> problems) {
        return problems.stream()
                .map(p -> new Problem(p.getPath(), p.getMessage()))
                .toList();
    }
}
