package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.server.gate.ContractDifference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractChangeTest {

    private static final String INT = "{'type': 'integer', 'minimum': 0, 'maximum': 9}";
    private static final String STRING = "{'type': 'string'}";
    private static final String MAP = "{'type': 'object', 'additionalProperties': {'type': 'string'}}";

    /** A field: what it was, what it is, and whether those who send it, or read it, may fail. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'type':'string'}                            | {'type':'string','description':'x'}             |        |
        {'type':'string','default':'a'}              | {'type':'string','default':'b','title':'T'}     |        |
        {'type':'string'}                            | {'type':'integer'}                              | SEND   | READ
        {'type':'integer'}                           | {'type':'number'}                               |        | READ
        {'type':'number'}                            | {'type':'integer'}                              | SEND   |
        {'type':'string'}                            | {'type':['string','null']}                      |        | READ
        {'type':['string','null']}                   | {'type':'string'}                               | SEND   |
        {}                                           | {'type':'string'}                               | SEND   |
        {'type':'string'}                            | {}                                              |        | READ
        {'type':'string','enum':['a','b']}           | {'type':'string','enum':['b','a']}              |        |
        {'type':'string','enum':['a','b']}           | {'type':'string','enum':['a']}                  | SEND   |
        {'type':'string','enum':['a']}               | {'type':'string','enum':['a','b']}              |        | READ
        {'type':'string'}                            | {'type':'string','enum':['a']}                  | SEND   |
        {'type':'string','enum':['a']}               | {'type':'string'}                               |        | READ
        {'type':'integer','minimum':0,'maximum':9}   | {'type':'integer','minimum':1,'maximum':9}      | SEND   |
        {'type':'integer','minimum':0,'maximum':9}   | {'type':'integer','minimum':0,'maximum':10}     |        | READ
        {'type':'integer','minimum':0,'maximum':9}   | {'type':'integer','minimum':1,'maximum':10}     | SEND   | READ
        {'type':'integer','minimum':0,'maximum':9}   | {'type':'integer'}                              |        | READ
        {'type':'integer'}                           | {'type':'integer','minimum':0}                  | SEND   |
        {'type':'number','format':'float'}           | {'type':'number','format':'double'}             |        | READ
        {'type':'number','format':'double'}          | {'type':'number','format':'float'}              | SEND   |
        {'type':'number','format':'double'}          | {'type':'number'}                               |        | READ
        {'type':'integer','format':'int32'}          | {'type':'integer','format':'int64'}             |        |
        {'type':'string'}                            | {'type':'string','format':'date-time'}          | SEND   |
        {'type':'string','format':'date-time'}       | {'type':'string'}                               |        | READ
        {'type':'string','format':'date-time'}       | {'type':'string','format':'date'}               | SEND   | READ
        {'type':'string'}                            | {'type':'string','maxLength':3}                 | SEND   | READ
        {'type':'array','items':{'type':'string'}}   | {'type':'array','items':{'type':'integer'}}     | SEND   | READ
        {'type':'array','items':{'type':'integer'}}  | {'type':'array','items':{'type':'number'}}      |        | READ
        {'type':'object','additionalProperties':{'type':'integer'}} | {'type':'object','additionalProperties':{'type':'number'}} | | READ
        {'type':'object','additionalProperties':{'type':'integer'}} | {'type':'object','properties':{'a':{}}} | SEND | READ
        {'type':'object','properties':{'a':{}}}      | {'type':'object','properties':{}}               | SEND   | READ
        {'type':'object','properties':{}}            | {'type':'object','properties':{'a':{}}}         |        |
        {'type':'object','properties':{}}            | {'type':'object','properties':{'a':{}},'required':['a']} | SEND |
        {'type':'object','properties':{'a':{}}}      | {'type':'object','properties':{'a':{}},'required':['a']} | SEND |
        {'type':'object','properties':{'a':{}},'required':['a']} | {'type':'object','properties':{'a':{}}} |       | READ
        """)
    void aFieldMayChangeIfNobodyFails(String before, String after, @Nullable String send, @Nullable String read) {
        assertThat(breaks(SchemaChange.Side.SENDERS, before, after)).isEqualTo(send != null);
        assertThat(breaks(SchemaChange.Side.READERS, before, after)).isEqualTo(read != null);
    }

    private static boolean breaks(SchemaChange.Side side, String before, String after) {
        return SchemaChange.between(side, "x", json(before), json(after)).stream()
                .anyMatch(ContractDifference::breaking);
    }

    @Test
    void aContractIsNoChangeOfItself() {
        Contract contract = contract(fields("a", INT), fields("b", MAP), Map.of("in", STRING), Map.of("out", STRING));

        assertThat(ContractChange.between(contract, contract)).isEmpty();
    }

    @Test
    void whatStartsARunIsComparedForThoseWhoSend() {
        Contract before = contract(fields("path", STRING, "gone", INT), fields("filter", STRING), Map.of(), Map.of());
        Contract after = contract(
                required("new", fields("path", INT, "new", STRING, "more", STRING)), fields(), Map.of(), Map.of());

        assertThat(told(before, after))
                .containsExactly(
                        "! parameters.path: is now integer (was: string)",
                        "! parameters.gone: removed",
                        "! live.filter: removed",
                        "! parameters.new: added, and required",
                        "  parameters.more: added");
    }

    @Test
    void aLiveValueThatBecomesAParameterBreaksThoseWhoChangeItAndNotThoseWhoStart() {
        Contract live = contract(fields(), fields("filter", STRING), Map.of(), Map.of());
        Contract fixed = contract(fields("filter", STRING), fields(), Map.of(), Map.of());

        assertThat(told(live, fixed)).containsExactly("! live.filter: can no longer be changed while a run runs");
        assertThat(told(fixed, live)).containsExactly("  parameters.filter: can now be changed while a run runs");
    }

    @Test
    void whatBecomesOptionalIsReportedOnce() {
        Contract before = contract(
                fields(),
                fields(),
                Map.of(),
                Map.of("alerts", required("text", fields("text", STRING)).toString()));
        Contract after = contract(
                fields(),
                fields(),
                Map.of(),
                Map.of("alerts", fields("text", "{'type': ['string', 'null']}").toString()));

        assertThat(told(before, after)).containsExactly("! outputs.alerts.text: is now optional (was: required)");
        assertThat(told(after, before)).containsExactly("  outputs.alerts.text: is now required (was: optional)");
    }

    @Test
    void channelsAreComparedForTheirSideAndDeepDown() {
        String before =
                "{'type': 'object', 'properties': {'at': {'type': 'array', 'items': " + INT + "}, 'm': " + MAP + "}}";
        String after = "{'type': 'object', 'properties': {'at': {'type': 'array', 'items': {'type': 'integer',"
                + " 'minimum': 1, 'maximum': 10}}, 'm': {'type': 'object', 'additionalProperties': {'type': 'null'}}}}";

        assertThat(told(
                        contract(fields(), fields(), Map.of("in", before), Map.of("out", before, "old", STRING)),
                        contract(fields(), fields(), Map.of("in", after, "in2", STRING), Map.of("out", after))))
                .containsExactlyInAnyOrder(
                        "! inputs.in.at[]: is now 1 to 10 (was: 0 to 9)",
                        "! inputs.in.m.*: is now null (was: string)",
                        "  inputs.in2: added",
                        "! outputs.out.at[]: is now 1 to 10 (was: 0 to 9)",
                        "! outputs.out.m.*: is now null (was: string)",
                        "! outputs.old: removed");
    }

    @Test
    void anotherKeyOrNoneBreaksThoseWhoReadByIt() {
        Contract none = contract(fields(), fields(), Map.of(), Map.of("out", "{'type': 'object'}"));
        Contract a = contract(fields(), fields(), Map.of(), Map.of("out", "{'type': 'object', 'x-mist-key': ['a']}"));
        Contract b =
                contract(fields(), fields(), Map.of(), Map.of("out", "{'type': 'object', 'x-mist-key': ['a', 'b']}"));

        assertThat(told(none, a)).containsExactly("  outputs.out: has now the key a (was: no key)");
        assertThat(told(a, b)).containsExactly("! outputs.out: has now the key a, b (was: the key a)");
        assertThat(told(a, none)).containsExactly("! outputs.out: has now no key (was: the key a)");
    }

    @Test
    void theResultAndTheKindAreWhatCallersRelyOn() {
        Contract stream = contract(fields(), fields(), Map.of(), Map.of());
        Contract text = batch(STRING);
        Contract number = batch("{'type': 'number'}");

        assertThat(told(text, number)).containsExactly("! result: is now number (was: string)");
        assertThat(told(text, stream)).containsExactly("! kind: is now stream (was: batch)");
    }

    // ---- contracts

    private static List<String> told(Contract before, Contract after) {
        return ContractChange.between(before, after).stream()
                .map(change -> (change.breaking() ? "! " : "  ") + change.path() + ": " + change.message())
                .toList();
    }

    private static Contract contract(
            ObjectNode parameters, ObjectNode live, Map<String, String> inputs, Map<String, String> outputs) {
        return new Contract(
                "job", "a.Job", JobKind.STREAM, null, parameters, live, schemas(inputs), schemas(outputs), null);
    }

    private static Contract batch(String result) {
        return new Contract("job", "a.Job", JobKind.BATCH, null, fields(), fields(), Map.of(), Map.of(), json(result));
    }

    private static Map<String, ObjectNode> schemas(Map<String, String> texts) {
        Map<String, ObjectNode> schemas = new java.util.TreeMap<>();
        texts.forEach((name, text) -> schemas.put(name, (ObjectNode) json(text)));
        return schemas;
    }

    private static ObjectNode fields(String... namesAndSchemas) {
        ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (int i = 0; i < namesAndSchemas.length; i += 2) {
            properties.set(namesAndSchemas[i], json(namesAndSchemas[i + 1]));
        }
        return schema;
    }

    private static ObjectNode required(String name, ObjectNode schema) {
        schema.putArray("required").add(name);
        return schema;
    }

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }
}
