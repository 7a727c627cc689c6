package io.mist.protocol;

import java.io.Serializable;

/**
 * One thing that is wrong with a request, a contract or a file.
 *
 * @param path where: {@code parameters.filter}, {@code line 3}; empty for the whole
 * @param message the offending value, what was expected and what to do
 */
public record Problem(String path, String message) implements Serializable {

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
