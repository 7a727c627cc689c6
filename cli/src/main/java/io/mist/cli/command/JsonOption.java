package io.mist.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.value.JsonArgument;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --json JSON|@FILE|-}: values as one object, in addition to NAME=VALUE. */
public final class JsonOption {

    @Option(
            names = "--json",
            paramLabel = "JSON|@FILE|-",
            description = "Values as one JSON object; NAME=VALUE takes precedence.")
    private @Nullable String json;

    public boolean isGiven() {
        return json != null;
    }

    /** The object; an empty one without the option. */
    public ObjectNode read(InputStream standardInput) {
        return JsonArgument.read(json, standardInput);
    }
}
