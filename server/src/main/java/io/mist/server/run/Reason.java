package io.mist.server.run;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.util.List;

/** Why a run is in its state, in words for those that the kind names. */
public record Reason(ErrorKind kind, String code, String message, List<Problem> problems) {

    public static Reason of(MistException error) {
        return new Reason(error.kind(), error.code(), error.text(), error.problems());
    }

    public MistException toException() {
        return MistException.of(kind, code, message, problems);
    }
}
