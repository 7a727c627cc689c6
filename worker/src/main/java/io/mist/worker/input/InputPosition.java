package io.mist.worker.input;

import org.apache.spark.sql.connector.read.streaming.PartitionOffset;

/** How far the one reader of an input in real time has come. */
record InputPosition(long next) implements PartitionOffset {}
