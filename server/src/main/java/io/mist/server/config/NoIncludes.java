package io.mist.server.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Refuses {@code include}. An included file would not be watched, a missing one would be passed over in silence, and
 * one at a URL would make the server fetch it.
 */
final class NoIncludes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private static final Pattern INCLUDE =
            Pattern.compile("^[\\s{,]*include\\s*(\"|(required|file|url|classpath)\\s*\\().*");

    private final Runnable onFirst;
    private boolean seen;

    NoIncludes(Runnable onFirst) {
        this.onFirst = onFirst;
    }

    static List<Fault> faults(List<String> lines) {
        var faults = new ArrayList<Fault>();
        for (int i = 0; i < lines.size(); i++) {
            if (INCLUDE.matcher(lines.get(i)).matches()) {
                faults.add(fault(i + 1));
            }
        }
        return faults.isEmpty() ? List.of(fault(0)) : faults;
    }

    private static Fault fault(int line) {
        return new Fault(line, "include is not supported; write everything into this file");
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        return refuse();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return refuse();
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse();
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse();
    }

    private ConfigObject refuse() {
        if (!seen) {
            seen = true;
            onFirst.run();
        }
        return ConfigFactory.empty().root();
    }
}
