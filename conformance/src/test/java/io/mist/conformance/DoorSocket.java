package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One WebSocket for everything, and another for each subscription that is broken off. */
final class DoorSocket implements Door {

    private final MistProcess mist;
    private final SocketClient socket;

    DoorSocket(MistProcess mist) {
        this.mist = mist;
        this.socket = SocketClient.open(mist);
    }

    /** The part of the answer that was asked for, or the refusal. */
    private JsonNode ask(String op, ObjectNode request, String part) {
        String id = UUID.randomUUID().toString();
        socket.send(request.put("op", op).put("id", id).toString());
        JsonNode answer =
                socket
                        .await("an answer to " + op, frames -> frames.stream().anyMatch(frame -> isOf(frame, id)))
                        .stream()
                        .filter(frame -> isOf(frame, id))
                        .findFirst()
                        .orElseThrow();
        return answer.has("error") ? answer.path("error") : answer.path(part);
    }

    private static boolean isOf(JsonNode frame, String id) {
        return frame.path("id").asText().equals(id);
    }

    @Override
    public JsonNode start(String route, ObjectNode parameters) {
        ObjectNode request = Json.object().put("route", route);
        request.set("parameters", parameters);
        return ask("start", request, "run");
    }

    @Override
    public JsonNode cancel(String route, String run) {
        return ask("cancel", Json.object().put("run", run), "run");
    }

    @Override
    public JsonNode change(String route, String run, Change change) {
        ObjectNode request = change.in(Json.object().put("run", run), "values", "to");
        if (change.key() != null) {
            request.put("key", change.key());
        }
        return ask(change.isRollback() ? "live-rollback" : "live-set", request, "live");
    }

    @Override
    public JsonNode push(String route, String input, List<String> messages) {
        ObjectNode request = Json.object().put("route", route).put("input", input);
        messages.forEach(message -> request.withArray("messages").add(Json.read(message)));
        return ask("push", request, "push");
    }

    @Override
    public Subscription subscribe(String route, String output) {
        return new Listening(Json.object().put("route", route).put("output", output));
    }

    @Override
    public void close() {
        socket.close();
    }

    private final class Listening implements Subscription {

        private final ObjectNode request;
        private final List<JsonNode> before = new ArrayList<>();
        private SocketClient listener;

        Listening(ObjectNode request) {
            this.request = request.put("op", "subscribe").put("id", "s");
            this.listener = listen();
        }

        private SocketClient listen() {
            SocketClient opened = SocketClient.open(mist);
            opened.send(request.toString());
            opened.await(
                    "the subscription",
                    frames -> frames.stream()
                            .anyMatch(frame -> frame.path("event").asText().equals("subscribed")));
            return opened;
        }

        @Override
        public List<JsonNode> events() {
            List<JsonNode> all = new ArrayList<>(before);
            listener.frames().stream()
                    .filter(frame -> frame.has("message"))
                    .map(frame -> frame.path("message"))
                    .forEach(all::add);
            return all;
        }

        @Override
        public void breakOff() {
            listener.close();
        }

        @Override
        public void resume() {
            List<JsonNode> all = events();
            before.clear();
            before.addAll(all);
            long last = all.get(all.size() - 1).path("mistoffset").asLong();
            request.put("from", Long.toString(last + 1));
            listener = listen();
        }

        @Override
        public boolean mayRepeat() {
            return false;
        }

        @Override
        public void close() {
            listener.close();
        }
    }
}
