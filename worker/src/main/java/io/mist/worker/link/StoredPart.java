package io.mist.worker.link;

import java.io.Serializable;

/** What a task has made of its partition, as the server holds it until the commit. */
public record StoredPart(int partition, long task, int count) implements Serializable {}
