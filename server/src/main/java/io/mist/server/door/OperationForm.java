package io.mist.server.door;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.Operation;
import io.mist.server.gate.Operation.Target;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.ReadRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of one operation.
 *
 * @param fields beside those that a door has for all operations
 */
record OperationForm(List<String> fields, Reading reading) {

    /** The most frames that a subscription may be granted at a time. */
    static final long MAX_CREDIT = 1_000_000;

    private static final int HISTORY_PAGE = 100;
    private static final int MAX_HISTORY_PAGE = 1_000;
    private static final int MESSAGE_PAGE = 100;
    private static final int MAX_MESSAGE_PAGE = 10_000;

    private static final String[] CHANGE = {"run", "route", "key", "ifVersion", "wait", "timeout"};
    private static final String[] SELECTION = {"route", "output", "input", "from", "run", "envelope", "where"};

    /** By their names. */
    static final SortedMap<String, OperationForm> ALL = all();

    /** Reads an operation, and notes the problems of its fields in them. */
    interface Reading {
        Operation read(RequestFields fields, @Nullable String key);
    }

    private static SortedMap<String, OperationForm> all() {
        SortedMap<String, OperationForm> forms = new TreeMap<>();
        forms.put("start", form(OperationForm::start, "route", "parameters", "key", "wait"));
        forms.put("run", form(OperationForm::run, "run", "route", "wait", "for"));
        forms.put("cancel", form(OperationForm::cancel, "run", "route", "wait"));
        forms.put("live", form(OperationForm::live, with(CHANGE, "version", "values", "rollbackTo")));
        forms.put("live-get", form(OperationForm::values, "run", "route", "version", "wait", "timeout"));
        forms.put("live-set", form(OperationForm::change, with(CHANGE, "values", "rollbackTo")));
        forms.put("live-rollback", form(OperationForm::rollback, with(CHANGE, "to")));
        forms.put("live-history", form(OperationForm::history, "run", "route", "limit", "before"));
        forms.put("live-diff", form(OperationForm::difference, "run", "route", "from", "to"));
        forms.put("push", form(OperationForm::push, "route", "input", "message", "messages", "key"));
        forms.put("read", form(OperationForm::page, with(SELECTION, "limit")));
        forms.put("subscribe", form(OperationForm::subscribe, with(SELECTION, "credit")));
        forms.put("credit", form(OperationForm::credit, "add"));
        forms.put("unsubscribe", form((fields, key) -> new Operation.Unsubscribe()));
        return Collections.unmodifiableSortedMap(forms);
    }

    private static OperationForm form(Reading reading, String... fields) {
        return new OperationForm(List.of(fields), reading);
    }

    private static String[] with(String[] fields, String... more) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Operation start(RequestFields fields, @Nullable String key) {
        return new Operation.Start(
                fields.requiredText("route"), fields.object("parameters"), key, fields.duration("wait"));
    }

    private static Operation run(RequestFields fields, @Nullable String key) {
        Duration wait = fields.duration("wait");
        boolean isEnd = fields.choice("for", List.of("end", "running")).equals("end");
        Desk.Until until = isEnd ? Desk.Until.ENDED : Desk.Until.RUNNING;
        return new Operation.ReadRun(target(fields), wait == null ? null : new Operation.RunWait(until, wait));
    }

    private static Operation cancel(RequestFields fields, @Nullable String key) {
        return new Operation.Cancel(target(fields), fields.duration("wait"));
    }

    /** The values as they are, or a change of them if there are fields of one. */
    private static Operation live(RequestFields fields, @Nullable String key) {
        boolean isChange = fields.has("values") || fields.has("rollbackTo") || fields.has("ifVersion");
        return isChange ? change(fields, key) : values(fields, key);
    }

    private static Operation values(RequestFields fields, @Nullable String key) {
        return new Operation.ReadLive(
                target(fields), fields.number("version", 1, Long.MAX_VALUE), awaitApplied(fields));
    }

    private static Operation change(RequestFields fields, @Nullable String key) {
        return change(fields, patchOrRollback(fields), key);
    }

    private static LiveRequest.Change patchOrRollback(RequestFields fields) {
        if (!fields.has("rollbackTo")) {
            return new LiveRequest.Patch(fields.requiredObject("values"));
        }
        if (fields.has("values")) {
            fields.wrong("rollbackTo", "there is \"values\" too (expected: one of both)");
        }
        return new LiveRequest.Rollback(fields.requiredNumber("rollbackTo", 1, Long.MAX_VALUE));
    }

    private static Operation rollback(RequestFields fields, @Nullable String key) {
        return change(fields, new LiveRequest.Rollback(fields.requiredNumber("to", 1, Long.MAX_VALUE)), key);
    }

    private static Operation change(RequestFields fields, LiveRequest.Change change, @Nullable String key) {
        return new Operation.ChangeLive(
                target(fields), change, fields.number("ifVersion", 0, Long.MAX_VALUE), awaitApplied(fields), key);
    }

    private static Operation history(RequestFields fields, @Nullable String key) {
        return new Operation.History(
                target(fields),
                (int) fields.number("limit", 1, MAX_HISTORY_PAGE, HISTORY_PAGE),
                fields.number("before", 1, Long.MAX_VALUE));
    }

    private static Operation difference(RequestFields fields, @Nullable String key) {
        return new Operation.Difference(
                target(fields),
                fields.requiredNumber("from", 1, Long.MAX_VALUE),
                fields.number("to", 1, Long.MAX_VALUE));
    }

    private static Operation push(RequestFields fields, @Nullable String key) {
        return new Operation.Push(fields.requiredText("route"), fields.requiredText("input"), fields.messages(), key);
    }

    private static Operation page(RequestFields fields, @Nullable String key) {
        return new Operation.Read(
                selection(fields, "earliest"), (int) fields.number("limit", 1, MAX_MESSAGE_PAGE, MESSAGE_PAGE));
    }

    private static Operation subscribe(RequestFields fields, @Nullable String key) {
        return new Operation.Subscribe(selection(fields, "latest"), fields.number("credit", 0, MAX_CREDIT));
    }

    private static Operation credit(RequestFields fields, @Nullable String key) {
        return new Operation.Credit(fields.requiredNumber("add", 1, MAX_CREDIT));
    }

    private static ReadRequest selection(RequestFields fields, String from) {
        JsonNode where = fields.value("where");
        return new ReadRequest(
                channel(fields),
                fields.text("from", from),
                fields.text("run"),
                Envelope.parse(fields.text("envelope", "cloudevents")),
                where == null ? MessageFilter.ALL : MessageFilter.of(where));
    }

    private static ReadRequest.Target channel(RequestFields fields) {
        String route = fields.requiredText("route");
        if (!fields.has("input")) {
            return new ReadRequest.Target.Output(route, fields.requiredText("output"));
        }
        if (fields.has("output")) {
            fields.wrong("output", "there is \"input\" too (expected: one of both)");
        }
        return new ReadRequest.Target.Input(route, fields.requiredText("input"));
    }

    private static Target target(RequestFields fields) {
        if (!fields.has("route") && !fields.has("run")) {
            fields.wrong("route", "missing (expected: a route, or a run in \"run\")");
        }
        return new Target(fields.text("route"), fields.text("run"));
    }

    /** How long {@code applied} is waited for; null if it is not. */
    private static @Nullable Duration awaitApplied(RequestFields fields) {
        Duration timeout = fields.duration("timeout");
        boolean isWaiting =
                fields.choice("wait", List.of("accepted", "applied")).equals("applied");
        return !isWaiting ? null : timeout == null ? LiveRequest.USUAL_WAIT : timeout;
    }
}
