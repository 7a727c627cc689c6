package io.mist.worker.contract.problem;

import io.mist.protocol.Problem;
import java.util.List;

/** {@code 1 problem}, {@code 2 problems}. */
public final class Counted {

    private Counted() {}

    public static String problems(List<Problem> problems) {
        return problems.size() + (problems.size() == 1 ? " problem" : " problems");
    }
}
