package io.mist.worker.run;

import io.mist.protocol.wire.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Property;

/** Sends the log lines and prints of a run to the server; all of them stay in the worker's own log too. */
public final class RunLog {

    private static final int MAX_LINE = 8_192;

    private final Consumer<LogLines> sink;

    public RunLog(Consumer<LogLines> sink) {
        this.sink = sink;
    }

    /** Listens to Log4j and to the standard streams of this process, from now on. */
    public void install() {
        Configuration configuration = ((LoggerContext) LogManager.getContext(false)).getConfiguration();
        Appender appender = new Tap();
        appender.start();
        configuration.getRootLogger().addAppender(appender, Level.INFO, null);
        System.setOut(new PrintStream(new LineTap(System.out, "out"), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new LineTap(System.err, "err"), true, StandardCharsets.UTF_8));
    }

    /** A line of Mist's own about a run. */
    void say(String run, String text) {
        write(run, "INFO", "mist", text);
    }

    private void write(String run, String level, String source, String text) {
        String at = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        LogLines.Builder lines = LogLines.newBuilder().setRun(run);
        text.lines().forEach(line -> lines.addLine(at + " " + level + " " + source + ": " + bounded(line)));
        if (lines.getLineCount() > 0) {
            sink.accept(lines.build());
        }
    }

    private static String bounded(String line) {
        return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "… (" + line.length() + " characters)";
    }

    private final class Tap extends AbstractAppender {

        Tap() {
            super("mist-run-log", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            String run = CurrentRun.get();
            if (run == null || isSparkChatter(event)) {
                return;
            }
            String text = event.getMessage().getFormattedMessage();
            // Where Spark failed is reported once, at the end of the run.
            Throwable thrown = isSpark(event) ? null : event.getThrown();
            write(
                    run,
                    event.getLevel().name(),
                    simpleName(event.getLoggerName()),
                    thrown == null ? text : text + "\n" + trace(thrown));
        }

        /** Spark's INFO lines describe Spark; the job's author looks for those of the job. */
        private static boolean isSparkChatter(LogEvent event) {
            return isSpark(event) && !event.getLevel().isMoreSpecificThan(Level.WARN);
        }

        private static boolean isSpark(LogEvent event) {
            return event.getLoggerName().startsWith("org.apache.");
        }

        private static String simpleName(String logger) {
            return logger.substring(logger.lastIndexOf('.') + 1);
        }

        private static String trace(Throwable thrown) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
    }

    private final class LineTap extends OutputStream {

        private final PrintStream through;
        private final String source;
        private final ThreadLocal<ByteArrayOutputStream> line = ThreadLocal.withInitial(ByteArrayOutputStream::new);

        LineTap(PrintStream through, String source) {
            this.through = through;
            this.source = source;
        }

        @Override
        public void write(int value) {
            through.write(value);
            String run = CurrentRun.get();
            if (run == null) {
                return;
            }
            ByteArrayOutputStream buffer = line.get();
            if (value == '\n') {
                RunLog.this.write(run, "INFO", source, buffer.toString(StandardCharsets.UTF_8));
                buffer.reset();
            } else if (buffer.size() < MAX_LINE) {
                buffer.write(value);
            }
        }

        @Override
        public void flush() {
            through.flush();
        }
    }
}
