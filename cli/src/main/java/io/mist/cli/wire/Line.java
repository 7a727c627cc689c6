package io.mist.cli.wire;

/**
 * A line of standard input without its end.
 *
 * @param number from 1
 * @param isCut whether the line was too long; its bytes are dropped then
 */
public record Line(long number, byte[] bytes, boolean isCut) {}
