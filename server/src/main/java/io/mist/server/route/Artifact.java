package io.mist.server.route;

import java.nio.file.Path;

/**
 * One exact content of a file that holds jobs.
 *
 * @param sha256 in hexadecimal
 * @param copy Mist's own copy, which does not change when the original is replaced
 */
public record Artifact(String sha256, Path copy) {

    /** Returns the artifact as clients see it. */
    public String digest() {
        return "sha256:" + sha256;
    }
}
