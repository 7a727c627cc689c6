package io.mist.worker.contract.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrosphere.mist.lib.MQTTPublisher;
import io.hydrosphere.mist.lib.MistJob;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import org.apache.spark.streaming.Seconds;
import org.apache.spark.streaming.StreamingContext;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Map;

/** Jobs in the old style, in Java, which has no objects. */
final class ClassicContractTest {

    static class Batch implements MistJob {
        @Override
        public Map<String, Object> doStuff(Map<String, Object> parameters) {
            return parameters;
        }
    }

    static class HTTPLogStream extends Batch implements MQTTPublisher {
        @Override
        public Map<String, Object> doStuff(Map<String, Object> parameters) {
            new StreamingContext(context(), Seconds.apply(1)).start();
            return parameters;
        }
    }

    abstract static class Part implements MistJob {}

    /** Has the name of a Scala object, whose own class stands beside it. */
    static class Mirror {}

    static final class Mirror$ extends HTTPLogStream {}

    @Test
    void aJobAcceptsAndReturnsAnyObject() {
        Contract contract = ClassicContract.of(Batch.class);

        assertThat(contract.kind()).isEqualTo(JobKind.BATCH);
        assertThat(contract.parameters().path("type").asText()).isEqualTo("object");
        assertThat(contract.parameters().path("additionalProperties").asBoolean())
                .isTrue();
        assertThat(contract.live().path("additionalProperties").asBoolean(true)).isFalse();
        assertThat(contract.outputs()).isEmpty();
        assertThat(contract.inputs()).isEmpty();
    }

    @Test
    void aPublishingJobHasAnOutputAndAJobThatNamesAStreamingContextIsAStream() {
        Contract contract = ClassicContract.of(HTTPLogStream.class);

        assertThat(contract.kind()).isEqualTo(JobKind.STREAM);
        assertThat(contract.outputs()).containsOnlyKeys("out");
        assertThat(contract.outputs().get("out")).isEmpty();
        assertThat(contract.job()).isEqualTo("classic-contract-test-httplog-stream");
    }

    @Test
    void theNameOfAnObjectStandsForTheObject() {
        assertThat(ClassicContract.jobClass(Mirror.class)).isEqualTo(Mirror$.class);
        assertThat(ClassicContract.jobClass(Batch.class)).isEqualTo(Batch.class);
        assertThat(ClassicContract.jobClass(Part.class)).isNull();
        assertThat(ClassicContract.jobClass(String.class)).isNull();
        assertThat(ClassicContract.kind(Mirror$.class)).isEqualTo(JobKind.STREAM);
    }
}
