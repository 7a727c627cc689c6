package io.mist.cli.command;

import io.mist.cli.value.Durations;
import io.mist.cli.wire.Wait;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --wait[=DURATION]}. The command's description says what it waits for. */
public final class WaitOption {

    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "DURATION",
            converter = Converter.class,
            preprocessor = OnlyAttached.class,
            description = "Wait for the outcome, for at most DURATION (such as 30s or 5m).")
    private @Nullable Wait wait;

    /** How long to wait; empty without the option. */
    public Optional<Wait> get() {
        return Optional.ofNullable(wait);
    }

    /** Reads a duration as users type it. */
    public static final class Converter implements ITypeConverter<Wait> {
        @Override
        public Wait convert(String value) {
            try {
                return new Wait(Durations.parse(value));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Takes a duration only after an equals sign, so that {@code --wait RUN} does not take the run for one. */
    static final class OnlyAttached implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's interface
        public boolean preprocess(
                Stack<String> args, CommandSpec commandSpec, ArgSpec argSpec, Map<String, Object> info) {
            if ("=".equals(info.get("separator"))) {
                return false;
            }
            argSpec.setValue(Wait.FOREVER);
            return true;
        }
    }
}
