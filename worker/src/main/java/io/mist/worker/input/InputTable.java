package io.mist.worker.input;

import java.util.EnumSet;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** An input as Spark sees it: a table that is read as a stream. */
final class InputTable implements Table, SupportsRead {

    private final InputSource source;

    InputTable(InputSource source) {
        this.source = source;
    }

    @Override
    public String name() {
        return "input '" + source.channel() + "'";
    }

    @Override
    public StructType schema() {
        return source.columns();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return EnumSet.of(TableCapability.MICRO_BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return () -> new Scan() {
            @Override
            public StructType readSchema() {
                return source.columns();
            }

            @Override
            public String description() {
                return name();
            }

            @Override
            public MicroBatchStream toMicroBatchStream(String checkpoint) {
                return new InputStream(source);
            }
        };
    }
}
