package io.mist.server.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.Spelling;
import io.mist.server.gate.Caller;
import io.mist.server.gate.DeployRequest;
import io.mist.server.gate.DeployView;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.StatusView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.run.RunPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meaning of names now: routes, their artifacts, and the contracts of those. */
public final class Routes {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private final Supplier<Map<String, RouteDefinition>> file;
    private final DeployedRoutes deployed;
    private final Artifacts artifacts;
    private final Contracts contracts;
    private final PublishedContracts published;
    private final RunPlanner planner;
    private final Executor background;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param background reads contracts ahead of the first request
     */
    public Routes(
            Supplier<Map<String, RouteDefinition>> file,
            DeployedRoutes deployed,
            Artifacts artifacts,
            Contracts contracts,
            PublishedContracts published,
            RunPlanner planner,
            Executor background) {
        this.file = file;
        this.deployed = deployed;
        this.artifacts = artifacts;
        this.contracts = contracts;
        this.published = published;
        this.planner = planner;
        this.background = background;
    }

    /** Those of the file and those that were deployed; of one name the file's, which its operator can see. */
    private Map<String, RouteDefinition> all() {
        Map<String, RouteDefinition> routes = new LinkedHashMap<>(file.get());
        deployed.current().forEach(routes::putIfAbsent);
        return routes;
    }

    /**
     * Makes a route or replaces it.
     *
     * @throws MistException code {@code breaking-change} if clients of the route may fail afterwards and that is not accepted
     */
    public DeployView deploy(DeployRequest request, Caller caller) {
        String name = request.route();
        requireNotInFile(name, "edit it there");
        RouteDefinition next = DeployedRoutes.read(name, request.definition());
        Optional<RouteDefinition> old = Optional.ofNullable(all().get(name));
        Optional<Contract> before = old.flatMap(this::lastPublished);
        Redeployment change = before.isPresent() || request.dryRun()
                ? Redeployment.of(old, before, next, () -> CallerContract.of(next, read(next)))
                : Redeployment.unread(old, next);
        if (request.dryRun()) {
            return change.view();
        }
        if (!request.acceptBreaking()) {
            change.requireUnbroken();
        }
        published.replace(name, change.after(), () -> deployed.put(name, request.definition(), caller.text()));
        tell();
        readAhead(require(name));
        return change.view();
    }

    /** The contract last published; that of a route that has just been made may have to be read first. */
    private Optional<Contract> lastPublished(RouteDefinition route) {
        Optional<Contract> last = published.of(route.name());
        if (last.isPresent()) {
            return last;
        }
        try {
            return Optional.of(CallerContract.of(route, read(route)));
        } catch (MistException e) {
            LOG.debug("Route '{}' is broken, so nothing can break it", route.name(), e);
            return Optional.empty();
        }
    }

    private Contract read(RouteDefinition route) {
        return contracts.of(artifacts.resolve(route.path()), route.className(), route.namespace());
    }

    /** Contracts that broke what was before without anybody having agreed to it. */
    public List<StatusView.BrokenContract> brokenContracts() {
        return published.reports();
    }

    public void undeploy(String name) {
        requireNotInFile(name, "remove it there");
        if (!deployed.remove(name)) {
            require(name);
        }
        published.retain(all().keySet());
        tell();
    }

    /**
     * Calls back, on any thread, after routes were added, changed or removed, or a contract was read.
     *
     * @return to stop it
     */
    public AutoCloseable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    /** The file was read again, and is good. */
    public void fileChanged() {
        published.retain(all().keySet());
        tell();
        readAhead();
    }

    private void requireNotInFile(String name, String advice) {
        if (file.get().containsKey(name)) {
            throw MistException.caller("route-in-file", "route '" + name + "' is defined in router.conf; " + advice);
        }
    }

    public List<RouteView> views() {
        return all().values().stream().map(this::view).toList();
    }

    /** As {@link #require}, empty if there is none. */
    public Optional<RouteDefinition> find(String name) {
        return Optional.ofNullable(file.get().get(name))
                .or(() -> Optional.ofNullable(deployed.current().get(name)));
    }

    /** @throws MistException code {@code unknown-route}, with the names that are close */
    public RouteDefinition require(String name) {
        Map<String, RouteDefinition> routes = all();
        RouteDefinition route = routes.get(name);
        if (route == null) {
            String hint = Spelling.nearest(name, routes.keySet())
                    .map(close -> "; did you mean '" + close + "'?")
                    .orElse(routes.isEmpty() ? "; the router has no routes" : "; there are: " + shown(routes));
            throw MistException.caller("unknown-route", "no route '" + name + "'" + hint);
        }
        return route;
    }

    private static String shown(Map<String, RouteDefinition> routes) {
        List<String> names = routes.keySet().stream().sorted().limit(10).toList();
        return String.join(", ", names) + (routes.size() > names.size() ? ", …" : "");
    }

    public RouteView view(String name) {
        return view(require(name));
    }

    private RouteView view(RouteDefinition route) {
        try {
            Artifact artifact = artifacts.resolve(route.path());
            Optional<Contract> contract = contracts.known(artifact, route.className());
            if (contract.isEmpty()) {
                readAhead(route);
                return view(route, "loading", List.of(), Optional.empty());
            }
            List<Problem> problems = RunPlanner.unknownChannels(route, contract.get());
            return problems.isEmpty()
                    ? view(route, "ready", List.of(), contract.map(known -> told(route, known)))
                    : view(route, "broken", problems, Optional.empty());
        } catch (MistException e) {
            List<Problem> problems = new ArrayList<>(List.of(new Problem("", e.text())));
            problems.addAll(e.problems());
            return view(route, "broken", problems, Optional.empty());
        }
    }

    @SuppressWarnings("NullAway") // orElse(null) of a component that may be null
    private static RouteView view(
            RouteDefinition route, String state, List<Problem> problems, Optional<Contract> contract) {
        return new RouteView(
                route.name(),
                route.path(),
                route.className(),
                route.namespace(),
                state,
                problems,
                contract.orElse(null));
    }

    /** Reads the contracts of all routes in the background, so that the first request need not wait. */
    public void readAhead() {
        all().values().forEach(this::readAhead);
    }

    private void readAhead(RouteDefinition route) {
        background.execute(() -> {
            try {
                Artifact artifact = artifacts.resolve(route.path());
                boolean isNews = contracts.known(artifact, route.className()).isEmpty();
                told(route, contracts.of(artifact, route.className(), route.namespace()));
                if (isNews) {
                    tell();
                }
            } catch (MistException e) {
                LOG.warn("Route '{}' is broken: {}", route.name(), e.text());
            }
        });
    }

    /** Returns a route's settings of an output; none if there is no such route. */
    public OutputSettings outputSettings(ChannelId channel) {
        RouteDefinition route = find(channel.route()).orElse(null);
        return route == null ? OutputSettings.NONE : route.outputs().getOrDefault(channel.name(), OutputSettings.NONE);
    }

    /** Returns a route's settings of an input; none if there is no such route. */
    public InputSettings inputSettings(ChannelId channel) {
        RouteDefinition route = find(channel.route()).orElse(null);
        return route == null ? InputSettings.NONE : route.inputs().getOrDefault(channel.name(), InputSettings.NONE);
    }

    /** Everything that routes set for inputs. */
    public Map<ChannelId, InputSettings> inputSettings() {
        Map<ChannelId, InputSettings> settings = new LinkedHashMap<>();
        all().forEach((name, route) ->
                route.inputs().forEach((input, set) -> settings.put(ChannelId.input(name, input), set)));
        return settings;
    }

    /** @throws MistException of kind caller, code {@code unknown-input} or {@code unknown-output}, naming those there are */
    public static ChannelId channel(String route, ChannelKind kind, String name, Set<String> names) {
        if (!names.contains(name)) {
            String there =
                    names.isEmpty() ? "; it has none" : "; there are: " + String.join(", ", new TreeSet<>(names));
            throw MistException.caller(
                    "unknown-" + kind.text(),
                    "route '" + route + "' has no " + kind.text() + " '" + name + "'" + there);
        }
        return new ChannelId(route, kind, name);
    }

    /**
     * The schema of an input's messages.
     *
     * @throws MistException of kind caller if there is no such route or input
     */
    public ObjectNode inputSchema(ChannelId input) {
        Map<String, ObjectNode> inputs = contract(input.route()).inputs();
        ChannelId known = channel(input.route(), ChannelKind.INPUT, input.name(), inputs.keySet());
        return Objects.requireNonNull(inputs.get(known.name()));
    }

    /** The contract of a route as it is now; waits until it is read. */
    public Contract contract(String name) {
        RouteDefinition route = require(name);
        return told(route, read(route));
    }

    /** A contract as callers see it, who know it from now on. */
    private Contract told(RouteDefinition route, Contract contract) {
        Contract seen = CallerContract.of(route, contract);
        if (published.observe(route.name(), seen, () -> route.equals(all().get(route.name())))) {
            tell();
        }
        return seen;
    }

    /**
     * Resolves and validates a start.
     *
     * @param given parameters and initial live values side by side
     * @throws MistException with all problems at once, code {@code invalid-parameters}
     */
    public RunPlan plan(String name, ObjectNode given) {
        RouteDefinition route = require(name);
        Artifact artifact = artifacts.resolve(route.path());
        Contract contract = contracts.of(artifact, route.className(), route.namespace());
        planner.requireFitting(route, contract);
        told(route, contract);
        return planner.plan(route, artifact, contract, given);
    }
}
