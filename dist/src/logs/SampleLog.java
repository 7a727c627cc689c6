import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

/**
 * Writes sample.log, the log of an invented web server: {@code java SampleLog.java sample.log}. The same seed gives the
 * same file. It has the peculiarities of real logs: CRLF line ends, empty lines, very long lines, bytes
 * that are no UTF-8, words in any case, and lines that hold both "error" and "notice".
 */
final class SampleLog {

    private static final int LINES = 2_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss yyyy", Locale.ROOT);
    private static final String[] PAGES = {
        "index.html", "shop/basket", "shop/checkout", "images/logo.png", "favicon.ico", "robots.txt", "api/orders", "login"
    };
    private static final String[] MODULES = {"proxy:http", "ssl", "rewrite", "cache", "authz_core"};

    private final Random random = new Random(20_261_122);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private LocalDateTime now = LocalDateTime.of(2026, 11, 22, 6, 0, 1);

    public static void main(String[] args) throws IOException {
        Files.write(Path.of(args[0]), new SampleLog().make());
    }

    private byte[] make() {
        for (int line = 1; line <= LINES; line++) {
            now = now.plusSeconds(random.nextInt(12));
            if (line % 97 == 0) {
                write("");
            } else if (line % 401 == 0) {
                write(entry("error", "client " + client() + "] request failed: URI too long: /search?q="
                        + "spark+streaming+".repeat(300 + random.nextInt(200))));
            } else if (line % 331 == 0) {
                latin1();
            } else {
                write(random.nextInt(100) < 38 ? error() : random.nextInt(100) < 55 ? notice() : other());
            }
        }
        return out.toByteArray();
    }

    private String error() {
        return switch (random.nextInt(7)) {
            case 0, 1 -> entry("error", "client " + client() + "] File does not exist: /srv/www/" + page());
            case 2 -> entry("error", "client " + client() + "] client denied by server configuration: /srv/www/" + page());
            case 3 -> entry("error", "pid " + pid() + "] backend " + pid() + " vanished while a request was open");
            case 4 -> entry("error", "pid " + pid() + "] backend pool is in error state " + (6 + random.nextInt(4)) + ", next try in " + random.nextInt(60) + " s");
            case 5 -> entry("error", module() + "] Error reading from remote server returned by /" + page());
            default -> entry("error", module() + "] TLS handshake failed; the last notice from the peer was 'close_notify'");
        };
    }

    private String notice() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> entry("notice", "pid " + pid() + "] backend " + pid() + " joined the pool in slot "
                    + random.nextInt(12));
            case 2, 3 -> entry("notice", "pid " + pid() + "] pool settings read from /etc/shop/backends.conf");
            case 4 -> entry("notice", "core] caught SIGUSR1, doing graceful restart; the error log was reopened");
            default -> entry("notice", module() + "] NOTICE: configuration read again, nothing changed");
        };
    }

    private String other() {
        return switch (random.nextInt(4)) {
            case 0 -> entry("warn", module() + "] the response took " + (1_000 + random.nextInt(9_000)) + " ms: /" + page());
            case 1 -> entry("info", "client " + client() + "] connection closed to child " + random.nextInt(64));
            case 2 -> entry("debug", module() + "] renewed " + random.nextInt(50) + " entries of the session cache");
            default -> entry("info", "client " + client() + "] naïve café ☕ /" + page());
        };
    }

    /** A name in Latin-1, as an old client sends it. */
    private void latin1() {
        byte[] line = entry("error", "client " + client() + "] File does not exist: /srv/www/m\u00fcnchen/stra\u00dfe.html")
                .getBytes(StandardCharsets.ISO_8859_1);
        out.writeBytes(line);
        out.writeBytes(new byte[] {(byte) 0xff, '\r', '\n'});
    }

    private String entry(String level, String rest) {
        return "[" + TIME.format(now) + "] [" + level + "] [" + rest;
    }

    private void write(String line) {
        out.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private String client() {
        return "192.0.2." + (1 + random.nextInt(254)) + ":" + (1_024 + random.nextInt(60_000));
    }

    private int pid() {
        return 2_000 + random.nextInt(6_000);
    }

    private String page() {
        return PAGES[random.nextInt(PAGES.length)];
    }

    private String module() {
        return MODULES[random.nextInt(MODULES.length)];
    }
}
