package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The command line, one program for each request. */
final class DoorCli implements Door {

    private final MistProcess mist;

    DoorCli(MistProcess mist) {
        this.mist = mist;
    }

    /** The printed JSON, or the problem. */
    private JsonNode run(List<String> words) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("-o", "json"));
        Command.Outcome outcome = mist.cli(all.toArray(new String[0]));
        return Json.read(outcome.exit() == 0 ? outcome.out() : outcome.err());
    }

    @Override
    public JsonNode start(String route, ObjectNode parameters) {
        return run(List.of("start", "job", "--route", route, "--json", parameters.toString()));
    }

    @Override
    public JsonNode cancel(String route, String run) {
        return run(List.of("cancel", run));
    }

    @Override
    public JsonNode change(String route, String run, Change change) {
        List<String> words = new ArrayList<>(List.of("live"));
        words.addAll(
                change.isRollback()
                        ? List.of("rollback", run, "--to", change.to().asText())
                        : List.of("set", run, "--json", change.to().toString()));
        words.add("--wait=" + change.atMost().replaceAll("PT|S", "") + "s");
        if (change.ifVersion() != null) {
            words.add("--if-version=" + change.ifVersion());
        }
        if (change.key() != null) {
            words.add("--key=" + change.key());
        }
        return run(words);
    }

    @Override
    public JsonNode push(String route, String input, List<String> messages) {
        throw new UnsupportedOperationException("scenarios with messages are not played on the command line");
    }

    @Override
    public Subscription subscribe(String route, String output) {
        throw new UnsupportedOperationException("scenarios with messages are not played on the command line");
    }

    @Override
    public void close() {}
}
