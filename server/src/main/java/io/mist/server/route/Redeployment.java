package io.mist.server.route;

import io.mist.protocol.Contract;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.gate.ContractDifference;
import io.mist.server.gate.DeployView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What it means to put a definition in the place of a route.
 *
 * @param after the contract as callers will see it; empty if it was not, or cannot be, read
 */
record Redeployment(Optional<Contract> after, DeployView view) {

    /** A client gets no more of them at a time; an error is read by people. */
    private static final int MAX_TOLD = 100;

    static Redeployment of(
            Optional<RouteDefinition> old,
            Optional<Contract> before,
            RouteDefinition next,
            Supplier<Contract> contract) {
        try {
            Contract after = contract.get();
            List<ContractDifference> changes =
                    before.map(known -> ContractChange.between(known, after)).orElse(List.of());
            return new Redeployment(
                    Optional.of(after), new DeployView(next.name(), outcome(old, next, changes), changes, List.of()));
        } catch (MistException e) {
            List<Problem> problems = new ArrayList<>(List.of(new Problem("", e.text())));
            problems.addAll(e.problems());
            return new Redeployment(
                    Optional.empty(), new DeployView(next.name(), outcome(old, next, List.of()), List.of(), problems));
        }
    }

    /** Nothing is known of the route that anybody could rely on. */
    static Redeployment unread(Optional<RouteDefinition> old, RouteDefinition next) {
        return new Redeployment(
                Optional.empty(), new DeployView(next.name(), outcome(old, next, List.of()), List.of(), List.of()));
    }

    private static DeployView.Outcome outcome(
            Optional<RouteDefinition> old, RouteDefinition next, List<ContractDifference> changes) {
        if (old.isEmpty()) {
            return DeployView.Outcome.NEW;
        }
        return changes.isEmpty() && old.get().isSameAs(next)
                ? DeployView.Outcome.UNCHANGED
                : DeployView.Outcome.CHANGED;
    }

    /** @throws MistException with all that breaks, code {@code breaking-change} */
    void requireUnbroken() {
        List<Problem> breaking = new ArrayList<>(view.breaking());
        breaking.addAll(view.problems());
        if (breaking.isEmpty()) {
            return;
        }
        String count = breaking.size() == 1 ? "1 change" : breaking.size() + " changes";
        throw MistException.caller(
                "breaking-change",
                count + " of route '" + view.route() + "' would break its clients (expected: none; deploy under another"
                        + " name, or accept them with accept-breaking)",
                breaking.size() <= MAX_TOLD ? breaking : breaking.subList(0, MAX_TOLD));
    }
}
