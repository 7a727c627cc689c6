package io.mist.cli.wire;

/**
 * A line of standard input without its end.
 *
 * @param number from 1
 * @param isCut whether it is too long, and its bytes are not here
 */
public record Line(long number, byte[] bytes, boolean isCut) {}
