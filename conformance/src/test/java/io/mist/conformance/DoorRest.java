package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/** HTTP with server-sent events. */
final class DoorRest implements Door {

    private final MistProcess mist;

    DoorRest(MistProcess mist) {
        this.mist = mist;
    }

    @Override
    public JsonNode start(String route, ObjectNode parameters) {
        ObjectNode body = Json.object();
        body.set("parameters", parameters);
        return mist.post("/v1/routes/" + route + "/runs", body.toString()).json();
    }

    @Override
    public JsonNode cancel(String route, String run) {
        return mist.post("/v1/runs/" + run + "/cancel", "").json();
    }

    @Override
    public JsonNode change(String route, String run, Change change) {
        List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
        if (change.ifVersion() != null) {
            headers.addAll(List.of("If-Match", "\"" + change.ifVersion() + "\""));
        }
        if (change.key() != null) {
            headers.addAll(List.of("Idempotency-Key", change.key()));
        }
        JsonNode body = change.isRollback() ? Json.object().set("to", change.to()) : change.to();
        return mist.send(
                        change.isRollback() ? "POST" : "PATCH",
                        "/v1/runs/" + run + "/live" + (change.isRollback() ? "/rollback" : "")
                                + "?wait=applied&timeout=" + change.atMost(),
                        HttpRequest.BodyPublishers.ofString(body.toString()),
                        headers.toArray(new String[0]))
                .json();
    }

    @Override
    public JsonNode push(String route, String input, List<String> messages) {
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(String.join("\n", messages));
        return mist.send(
                        "POST",
                        "/v1/routes/" + route + "/inputs/" + input,
                        body,
                        "Content-Type",
                        "application/x-ndjson")
                .json();
    }

    @Override
    public Subscription subscribe(String route, String output) {
        return new Stream("/v1/routes/" + route + "/outputs/" + output);
    }

    @Override
    public void close() {}

    private final class Stream implements Subscription {

        private final String path;
        private final List<Events.Event> before = new ArrayList<>();
        private Events events;

        Stream(String path) {
            this.path = path;
            this.events = Events.open(mist, path);
        }

        private List<Events.Event> all() {
            List<Events.Event> all = new ArrayList<>(before);
            all.addAll(events.all());
            return all;
        }

        @Override
        public List<JsonNode> events() {
            return all().stream().map(Events.Event::json).toList();
        }

        @Override
        public void breakOff() {
            events.close();
        }

        @Override
        public void resume() {
            List<Events.Event> all = all();
            before.clear();
            before.addAll(all);
            events = Events.open(
                    mist, path, "Last-Event-ID", all.get(all.size() - 1).id());
        }

        @Override
        public boolean mayRepeat() {
            return false;
        }

        @Override
        public void close() {
            events.close();
        }
    }
}
