package io.mist.worker.contract.problem;

import io.mist.protocol.Problem;
import java.util.List;

/** The number of problems as messages show it: {@code 1 problem}, {@code 2 problems}. */
public final class ProblemCount {

    private ProblemCount() {}

    public static String of(List<Problem> problems) {
        return problems.size() + (problems.size() == 1 ? " problem" : " problems");
    }
}
