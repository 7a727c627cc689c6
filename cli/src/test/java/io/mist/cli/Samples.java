package io.mist.cli;

/** Answers of a server, as in docs/http.md. */
final class Samples {

    static final String ID = "0198aaaa-0000-7000-8000-000000000001";
    static final String OTHER_ID = "0198aabb-0000-7000-8000-000000000002";

    static final String ROUTE = """
            {"route": "log-alerts", "artifact": "examples.jar", "className": "io.mist.examples.LogAlerts",
             "namespace": "default", "state": "ready", "problems": [],
             "contract": {"job": "log-alerts", "className": "io.mist.examples.LogAlerts", "kind": "stream",
              "description": "Finds lines in logs",
              "parameters": {"type": "object", "properties": {
                 "path": {"type": "string", "description": "where the logs are"},
                 "limit": {"type": "integer", "minimum": 1, "default": 10},
                 "ratio": {"type": ["number", "null"]},
                 "services": {"type": "array", "items": {"type": "string"}},
                 "ports": {"type": "array", "items": {"$ref": "#/$defs/port"}}},
                "$defs": {"port": {"type": "integer"}},
                "required": ["path"], "additionalProperties": false},
              "live": {"type": "object", "properties": {
                 "filter": {"type": "string", "default": "error"},
                 "atLeast": {"type": "integer"}}, "additionalProperties": false},
              "outputs": {"alerts": {"type": "object", "properties": {"text": {"type": "string"}}}},
              "result": {"type": "null"}}}""";

    static final String ROUTES = "{\"routes\": [" + ROUTE + "]}";

    private Samples() {}

    static String run(String state) {
        return run(ID, state, "");
    }

    static String run(String id, String state, String more) {
        return """
                {"id": "%s", "route": "log-alerts", "job": "log-alerts", "namespace": "default", "state": "%s",
                 "since": "2026-11-22T12:00:00Z", "created": "2026-11-22T11:00:00Z", "attempt": 1,
                 "parameters": {"path": "/var/log/app"}, "artifact": "sha256:1", "startedBy": "http:ada",
                 "live": {"version": 2, "values": {"filter": "notice"}}%s}""".formatted(id, state, more);
    }

    static String failed(String kind) {
        return run(ID, "FAILED", """
                , "reason": {"kind": "%s", "code": "some-code", "message": "it broke", "problems": [
                    {"path": "path", "message": "no such file"}]}""".formatted(kind));
    }

    static String runs(String... ids) {
        StringBuilder runs = new StringBuilder();
        for (String id : ids) {
            runs.append(runs.isEmpty() ? "" : ",").append(run(id, "RUNNING", ""));
        }
        return "{\"runs\": [" + runs + "], \"next\": null}";
    }

    static String live(long version, long applied, String more) {
        return """
                {"run": "%s", "route": "log-alerts", "state": "RUNNING", "version": %d, "values": {"filter": "notice"},
                 "applied": [{"query": "alerts", "version": %d, "epoch": 7, "at": "2026-11-22T12:00:00Z"}]%s}""".formatted(ID, version, applied, more);
    }
}
