package io.mist.worker.input;

import com.fasterxml.jackson.core.JsonParser;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.InputMessage;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Makes rows of messages, by the Spark type of a message alone: tasks need no class of the job. Confined to one thread. */
final class MessageReader {

    private final CellReader cells;
    private final boolean single;

    MessageReader(DataType message) {
        this.cells = CellReader.of(message);
        this.single = !(message instanceof StructType);
    }

    InternalRow row(String channel, InputMessage message) {
        try (JsonParser parser =
                Json.MAPPER.getFactory().createParser(message.getData().newInput())) {
            if (parser.nextToken() == null) {
                throw CellReader.misfit("nothing", "a JSON value");
            }
            Object value = cells.read(parser);
            return single ? new GenericInternalRow(new Object[] {value}) : (InternalRow) value;
        } catch (IOException | IllegalArgumentException e) {
            throw MistException.of(
                    ErrorKind.JOB,
                    "input-misfit",
                    "message " + message.getOffset() + " of input '" + channel + "' does not fit the job: "
                            + e.getMessage()
                            + "; it was pushed for another version of the contract: start a new run, which begins behind it");
        }
    }
}
