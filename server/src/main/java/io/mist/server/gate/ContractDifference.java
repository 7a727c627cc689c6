package io.mist.server.gate;

/**
 * One thing in which a route's new contract differs from its old one.
 *
 * @param path such as {@code outputs.alerts.text}
 * @param breaking whether a client that was written for the old contract may fail
 */
public record ContractDifference(String path, String message, boolean breaking) {}
