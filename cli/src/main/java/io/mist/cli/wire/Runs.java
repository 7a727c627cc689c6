package io.mist.cli.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The runs of a server: finding one by the start of its id, listing them, waiting for an end. */
public final class Runs {

    /** The shortest start of an id that is searched for. */
    public static final int SHORTEST_PREFIX = 4;

    /** How many of the newest runs are searched for the start of an id. */
    public static final int SEARCHED = 1000;

    private static final int PAGE = 100;
    private static final int CANDIDATES_SHOWN = 5;
    private static final Set<String> ENDS = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
    private static final Pattern WHOLE_ID =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    private final Server server;

    public Runs(Server server) {
        this.server = server;
    }

    public static boolean hasEnded(JsonNode run) {
        return ENDS.contains(run.path("state").asText());
    }

    public static Resource resource(String id) {
        return Resource.of("runs", id);
    }

    public ObjectNode get(String id) {
        return server.get(resource(id)).object();
    }

    /** The whole id for an id or an unambiguous start of one. */
    public String id(String text) {
        if (WHOLE_ID.matcher(text).matches()) {
            return text;
        }
        try {
            return get(text).path("id").asText(text);
        } catch (Failure e) {
            if (!e.isStatus(404)) {
                throw e;
            }
            return idByPrefix(text, e);
        }
    }

    private String idByPrefix(String prefix, Failure unknown) {
        if (prefix.length() < SHORTEST_PREFIX) {
            throw unknown;
        }
        List<String> found = new ArrayList<>();
        for (JsonNode run : list(null, null, SEARCHED).path("runs")) {
            String id = run.path("id").asText();
            if (id.startsWith(prefix)) {
                found.add(id);
            }
        }
        if (found.size() > 1) {
            throw Failure.of(
                    Exit.CALLER,
                    "ambiguous-run",
                    "'%s' is the start of %d runs' ids (expected: of one); type more of it"
                            .formatted(prefix, found.size()),
                    found.stream()
                            .limit(CANDIDATES_SHOWN)
                            .map(id -> new Failure.Problem("run", id))
                            .toList());
        }
        if (found.isEmpty()) {
            throw unknown;
        }
        return found.get(0);
    }

    /** At most {@code limit} runs, newest first, as one answer: {@code {"runs": […], "next": …}}. */
    public ObjectNode list(@Nullable String route, @Nullable String state, int limit) {
        ObjectNode whole = Json.object();
        ArrayNode runs = whole.putArray("runs");
        String next = null;
        do {
            ObjectNode page = server.get(Resource.of("runs")
                            .with("route", route)
                            .with("state", state)
                            .with("limit", Math.min(PAGE, limit - runs.size()))
                            .with("after", next))
                    .object();
            runs.addAll(page.withArray("runs"));
            next = page.path("next").isTextual() ? page.path("next").asText() : null;
        } while (next != null && runs.size() < limit);
        if (next != null) {
            whole.put("next", next);
        }
        return whole;
    }

    /**
     * The run when it has ended, or its state when the wait is over. A connection that breaks meanwhile is renewed.
     *
     * @param notices gets a line about each broken connection
     */
    public ObjectNode awaitEnd(String id, Wait wait, Consumer<String> notices) {
        Wait.Deadline deadline = wait.begin();
        BackOff backOff = new BackOff(notices);
        while (true) {
            long began = System.nanoTime();
            try {
                Duration slice = deadline.slice();
                ObjectNode run =
                        server.get(resource(id).with("wait", slice), slice).object();
                if (hasEnded(run) || deadline.isOver()) {
                    return run;
                }
                backOff.reset();
            } catch (Failure e) {
                if (!e.mayPass() || deadline.isOver()) {
                    throw e;
                }
                backOff.pause(e);
            }
            BackOff.completeRound(began);
        }
    }
}
