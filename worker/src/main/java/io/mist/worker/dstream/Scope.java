package io.mist.worker.dstream;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Where the code of a run finds its classes, here and in the tasks that it starts. */
public interface Scope {

    /** What the body throws comes out as it is. */
    <T extends @Nullable Object> T call(Callable<T> body);
}
