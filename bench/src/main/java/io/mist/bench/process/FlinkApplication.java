package io.mist.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Flink cluster of one process, on a class path of its own, with the log settings of Mist's workers. */
public final class FlinkApplication {

    /** What Flink's own scripts open of the JDK, as far as a job without reflection needs it. */
    private static final List<String> OPENS = List.of("java.lang", "java.util", "java.util.concurrent", "java.time");

    private FlinkApplication() {}

    public static Application start(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENS.forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.addAll(List.of(
                // What spark-submit gives the others.
                "-Xmx1g",
                "-Dlog4j2.configurationFile=" + Setting.text("distribution") + "/conf/log4j2-worker.properties",
                "-cp",
                Setting.text("flink-jar") + ":"
                        + Files.readString(Path.of(Setting.text("flink-class-path")))
                                .strip(),
                main));
        command.addAll(List.of(arguments));
        return Application.start(main.substring(main.lastIndexOf('.') + 1), new ProcessBuilder(command));
    }
}
