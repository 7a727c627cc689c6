package io.mist.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.Operation;
import io.mist.server.gate.Operation.Target;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.ReadRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationReaderTest {

    private static final OperationReader SOCKET = reader(new OperationReader.KeyField(null, 200), "id");
    private static final OperationReader BROKER = reader(new OperationReader.KeyField("id", 150), "id", "replyTo");

    private static OperationReader reader(OperationReader.KeyField key, String... ownFields) {
        return new OperationReader(List.of(ownFields), key, fields -> {});
    }

    private static Operation read(OperationReader reader, String request) {
        return reader.read(Json.parseObject(request.replace('\'', '"')), OperationReader.Context.NONE);
    }

    private static Operation onTopic(String operation, String request) {
        return BROKER.read(
                Json.parseObject(request.replace('\'', '"')),
                new OperationReader.Context(operation, "r", OperationReader.KeyRule.SAME, List.of()));
    }

    private static MistException refusal(String request) {
        return catchThrowableOfType(MistException.class, () -> read(SOCKET, request));
    }

    @Test
    void everyOperationIsReadWithAllItsFields() {
        assertThat(read(SOCKET, "{'op':'start','route':'r','parameters':{'a':1},'key':'k','wait':'PT1S'}"))
                .isEqualTo(new Operation.Start("r", Json.parseObject("{\"a\":1}"), "k", Duration.ofSeconds(1)));
        assertThat(read(SOCKET, "{'op':'run','run':'1','wait':'PT1S','for':'running'}"))
                .isEqualTo(new Operation.ReadRun(
                        new Target(null, "1"), new Operation.RunWait(Desk.Until.RUNNING, Duration.ofSeconds(1))));
        assertThat(read(SOCKET, "{'op':'cancel','route':'r'}"))
                .isEqualTo(new Operation.Cancel(new Target("r", null), null));
        assertThat(read(SOCKET, "{'op':'live','run':'1','version':2,'wait':'applied','timeout':'PT5S'}"))
                .isEqualTo(new Operation.ReadLive(new Target(null, "1"), 2L, Duration.ofSeconds(5)));
        assertThat(read(SOCKET, "{'op':'live-set','run':'1','values':{'a':1},'ifVersion':0,'key':7,'wait':'applied'}"))
                .isEqualTo(new Operation.ChangeLive(
                        new Target(null, "1"),
                        new LiveRequest.Patch(Json.parseObject("{\"a\":1}")),
                        0L,
                        LiveRequest.USUAL_WAIT,
                        "7"));
        assertThat(read(SOCKET, "{'op':'live-rollback','run':'1','to':3}"))
                .isEqualTo(
                        new Operation.ChangeLive(new Target(null, "1"), new LiveRequest.Rollback(3), null, null, null));
        assertThat(read(SOCKET, "{'op':'live-history','route':'r','limit':7,'before':9}"))
                .isEqualTo(new Operation.History(new Target("r", null), 7, 9L));
        assertThat(read(SOCKET, "{'op':'live-diff','route':'r','from':1,'to':2}"))
                .isEqualTo(new Operation.Difference(new Target("r", null), 1, 2L));
        assertThat(read(SOCKET, "{'op':'read','route':'r','output':'o','from':7,'run':'1','where':{'a':'b'}}"))
                .isEqualTo(new Operation.Read(
                        new ReadRequest(
                                new ReadRequest.Target.Output("r", "o"),
                                "7",
                                "1",
                                Envelope.CLOUDEVENTS,
                                new MessageFilter(Map.of("a", Set.of("b")))),
                        100));
        assertThat(read(SOCKET, "{'op':'subscribe','route':'r','input':'i','envelope':'plain','credit':0}"))
                .isEqualTo(new Operation.Subscribe(
                        new ReadRequest(
                                new ReadRequest.Target.Input("r", "i"),
                                "latest",
                                null,
                                Envelope.PLAIN,
                                MessageFilter.ALL),
                        0L));
        assertThat(read(SOCKET, "{'op':'credit','add':5}")).isEqualTo(new Operation.Credit(5));
        assertThat(read(SOCKET, "{'op':'unsubscribe'}")).isEqualTo(new Operation.Unsubscribe());
    }

    @Test
    void messagesArePushedAloneOrTogether() {
        assertThat(pushed("{'op':'push','route':'r','input':'i','message':{'a':1}}"))
                .containsExactly("{\"a\":1}");
        assertThat(pushed("{'op':'push','route':'r','input':'i','messages':[1,null]}"))
                .containsExactly("1", "null");
    }

    private static List<String> pushed(String request) {
        Operation.Push push = (Operation.Push) read(SOCKET, request);
        return push.messages().stream()
                .map(message -> new String(message, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void liveReadsUnlessItHasFieldsOfAChange() {
        assertThat(read(BROKER, "{'op':'live','route':'r','id':'7'}"))
                .isEqualTo(new Operation.ReadLive(new Target("r", null), null, null));
        assertThat(read(BROKER, "{'op':'live','route':'r','rollbackTo':2,'id':'7'}"))
                .isEqualTo(
                        new Operation.ChangeLive(new Target("r", null), new LiveRequest.Rollback(2), null, null, "7"));
    }

    @Test
    void aTopicGivesOperationAndRoute() {
        assertThat(onTopic("live-get", "{'run':'1'}"))
                .isEqualTo(new Operation.ReadLive(new Target("r", "1"), null, null));
        MistException refusal = catchThrowableOfType(
                MistException.class, () -> onTopic("cancel", "{'op':'cancel','route':'other','wait':'PT0S'}"));
        assertThat(refusal.problems()).extracting(Problem::path).containsExactly("op", "route");
    }

    @Test
    void theKeyOfABrokersRequestIsItsIdUnlessItHasAnother() {
        assertThat(((Operation.Start) read(BROKER, "{'op':'start','route':'r','id':'a'}")).key())
                .isEqualTo("a");
        assertThat(((Operation.Start) read(BROKER, "{'op':'start','route':'r','id':'a','key':'b'}")).key())
                .isEqualTo("b");
        assertThat(((Operation.Start) read(SOCKET, "{'op':'start','route':'r','id':'a'}")).key())
                .isNull();
    }

    @Test
    void allProblemsComeAtOnceWithTheirPaths() {
        MistException refusal = refusal("{'op':'live-set','run':[],'vlaues':{},'values':1,'ifVersion':-1,'wait':'x',"
                + "'timeout':'1s','key':{}}");

        assertThat(refusal.code()).isEqualTo("malformed-request");
        assertThat(refusal.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "vlaues: unknown key; did you mean 'values'? (expected: id, ifVersion, key, op, rollbackTo,"
                                + " route, run, timeout, values, wait)",
                        "key: {} (expected: a string that is not empty)",
                        "run: [] (expected: a string that is not empty)",
                        "values: 1 (expected: an object)",
                        "ifVersion: -1 (expected: a whole number from 0)",
                        "wait: \"x\" (expected: \"accepted\" or \"applied\")",
                        "timeout: \"1s\" (expected: an ISO-8601 duration such as PT30S)");
    }

    @Test
    void anUnknownOperationIsAnsweredWithThoseThereAre() {
        assertThat(refusal("{'op':'strat'}").text())
                .startsWith("op: 'strat'; did you mean 'start'? (expected: one of cancel, credit, live, live-diff,");
        assertThat(refusal("{}").text()).startsWith("op: missing (expected: one of cancel,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op':'live-set','run':'1'} -> values: missing (expected: an object)",
                "{'op':'live','run':'1','ifVersion':3} -> values: missing (expected: an object)",
                "{'op':'live-set','run':'1','values':{},'rollbackTo':1} -> rollbackTo: there is \"values\" too (expected: one of both)",
                "{'op':'live-rollback','run':'1'} -> to: missing (expected: a whole number from 1)",
                "{'op':'live-history','run':'1','limit':1001} -> limit: 1001 (expected: a whole number from 1 to 1000)",
                "{'op':'cancel'} -> route: missing (expected: a route, or a run in \"run\")",
                "{'op':'push','route':'r','input':'i'} -> messages: missing (expected: an array that is not empty)",
                "{'op':'push','route':'r','input':'i','messages':[]} -> messages: [] (expected: an array that is not empty)",
                "{'op':'push','route':'r','input':'i','message':1,'messages':[1]} -> message: there is \"messages\" too (expected: one of both)",
                "{'op':'subscribe','route':'r'} -> output: missing (expected: a string)",
                "{'op':'read','route':'r','input':'i','output':'o'} -> output: there is \"input\" too (expected: one of both)",
                "{'op':'run','run':'1','wait':'-PT1S'} -> wait: \"-PT1S\" (expected: a duration that is not negative, such as PT30S)",
                "{'op':'start','route':''} -> route: \"\" (expected: a string that is not empty)",
            })
    void oneProblemIsTheWholeAnswer(String example) {
        String[] parts = example.split(" -> ");

        assertThat(refusal(parts[0]).text()).isEqualTo(parts[1]);
    }

    @Test
    void whatIsTooLongOrTooLargeToShowIsCut() {
        assertThat(refusal("{'op':'start','route':'r','key':'" + "k".repeat(201) + "'}")
                        .text())
                .isEqualTo("key: 201 characters (expected: at most 200)");
        assertThat(refusal("{'op':'start','route':'r','parameters':'" + "x".repeat(500) + "'}")
                        .text())
                .hasSizeLessThan(150)
                .contains("… (expected: an object)");
    }
}
