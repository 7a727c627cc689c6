package io.mist.worker.live;

import io.mist.protocol.Json;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.live.form.ValueForm;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** An attempt of a run with live values on the tests' Spark, as far as this package is concerned. */
final class LiveRun {

    private final RunLive values;
    private final Class<?> contract;
    private final RunParts parts;
    private final SparkSession session = LocalSpark.session();

    private LiveRun(RunLive values, Class<?> contract) {
        this.values = values;
        this.contract = contract;
        this.parts = HostedRuns.begin(values.run());
    }

    /** Begins an attempt; the session's is the active one of this thread then. */
    static LiveRun begin(String run, Class<? extends Record> contract, long version, String values) {
        var types = Arrays.stream(contract.getRecordComponents())
                .map(component -> component.getName())
                .collect(Collectors.toMap(Function.identity(), name -> type(contract, name)));
        Version initial = new Version(version, Json.parseObject(values));
        LiveRun made = new LiveRun(new RunLive(run, types.keySet(), initial), contract);
        made.session.conf().set(HostedRuns.SESSION_SETTING, run);
        LiveParts.add(made.parts, made.values, new LiveForms(types));
        SparkSession.setActiveSession(made.session);
        return made;
    }

    private static ValueForm type(Class<?> contract, String name) {
        ValueType type = new RecordTypes(contract).of(name);
        return new ValueForm(
                type.dataType(), values -> type.toRowValue(type.fromJson(values.get(name), name, new ArrayList<>())));
    }

    SparkSession session() {
        return session;
    }

    RunLive values() {
        return values;
    }

    <T> LiveHandle<T> live(String name) {
        return new LiveHandle<>(values.run(), new RecordTypes(contract), name);
    }

    void change(long version, String json) {
        values.change(new Version(version, Json.parseObject(json)));
    }

    void end() throws Exception {
        for (StreamingQuery query : session.streams().active()) {
            query.stop();
        }
        parts.close();
        SparkSession.clearActiveSession();
    }
}
