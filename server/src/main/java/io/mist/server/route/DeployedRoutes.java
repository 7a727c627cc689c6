package io.mist.server.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/**
 * Routes that clients have put, beside those of {@code router.conf}. They are written as there, in JSON, and survive
 * restarts. Safe for any thread.
 */
public final class DeployedRoutes {

    /** More are rejected: a route is made by people, or by a script that has gone wild. */
    private static final int MAX_ROUTES = 10_000;

    private final Jdbi jdbi;
    private final Clock clock;
    private volatile Map<String, RouteDefinition> routes;

    public DeployedRoutes(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.routes = load();
    }

    private Map<String, RouteDefinition> load() {
        Map<String, RouteDefinition> loaded = new LinkedHashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("select name, definition from routes order by name")
                .map((row, context) -> Map.entry(row.getString("name"), row.getString("definition")))
                .forEach(row -> loaded.put(row.getKey(), read(row.getKey(), Json.parseObject(row.getValue())))));
        return Map.copyOf(loaded);
    }

    public Map<String, RouteDefinition> current() {
        return routes;
    }

    /**
     * Makes a route or replaces it; active runs are not touched.
     *
     * @return whether it is new
     * @throws MistException code {@code invalid-route}, with all problems
     */
    public synchronized boolean put(String name, ObjectNode definition, String by) {
        RouteDefinition route = read(name, definition);
        boolean isNew = !routes.containsKey(name);
        if (isNew && routes.size() >= MAX_ROUTES) {
            throw MistException.resources("too-many-routes", MAX_ROUTES + " routes are deployed; delete some");
        }
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from routes where name = :name")
                    .bind("name", name)
                    .execute();
            handle.createUpdate("insert into routes (name, definition, made, made_by) values (:name, :definition,"
                            + " :made, :by)")
                    .bind("name", name)
                    .bind("definition", Json.write(definition))
                    .bind("made", clock.instant())
                    .bind("by", by)
                    .execute();
        });
        Map<String, RouteDefinition> next = new LinkedHashMap<>(routes);
        next.put(name, route);
        routes = Map.copyOf(next);
        return isNew;
    }

    /** @return false if there is none of that name */
    public synchronized boolean remove(String name) {
        if (!routes.containsKey(name)) {
            return false;
        }
        jdbi.useHandle(handle -> handle.createUpdate("delete from routes where name = :name")
                .bind("name", name)
                .execute());
        Map<String, RouteDefinition> next = new LinkedHashMap<>(routes);
        next.remove(name);
        routes = Map.copyOf(next);
        return true;
    }

    /** A JSON object is HOCON too: the same reader, the same messages. */
    static RouteDefinition read(String name, ObjectNode definition) {
        String text = Json.write(Json.MAPPER.createObjectNode().set(name, definition));
        RouterReader.Reading reading = RouterReader.read(text, "/request");
        List<Problem> problems = new ArrayList<>();
        reading.problems().forEach(problem -> problems.add(new Problem("", problem.message())));
        String path = definition.path("path").asText("");
        if (!path.startsWith("/") && !path.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*") && definition.has("path")) {
            problems.add(new Problem(
                    "path", "'" + path + "' (expected: an absolute path on the server's machine, or hdfs://…)"));
        }
        RouteDefinition route = reading.routes().get(name);
        if (!problems.isEmpty() || route == null) {
            throw MistException.caller("invalid-route", "route '" + name + "' is not well defined", problems);
        }
        return route;
    }
}
