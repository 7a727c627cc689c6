package jobs;

/** Is compiled against, and left out of the jar. */
public record AbsentPart(String name) {}
