package io.mist.cli.command;

import io.mist.cli.value.Durations;
import io.mist.cli.wire.Wait;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** How {@code --wait[=DURATION]} is read. */
final class WaitOption {

    private WaitOption() {}

    static final class Converter implements ITypeConverter<Wait> {
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
