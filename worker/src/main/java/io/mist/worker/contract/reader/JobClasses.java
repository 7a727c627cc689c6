package io.mist.worker.contract.reader;

import io.mist.protocol.Problem;
import java.util.List;

/**
 * The jobs of an artifact.
 *
 * @param jobs classes annotated {@code @Job} and those in the old style, loaded but not initialized, by name
 * @param problems classes that look like jobs and cannot be loaded; the path is the class's name
 */
public record JobClasses(List<Class<?>> jobs, List<Problem> problems) {}
