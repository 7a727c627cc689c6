package io.mist.server.config;

/**
 * Something that keeps a text from being read as HOCON.
 *
 * @param line counted from 1; 0 if it is none in particular
 */
public record Fault(int line, String message) {}
