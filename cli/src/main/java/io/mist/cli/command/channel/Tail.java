package io.mist.cli.command.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Screen;
import io.mist.cli.wire.Answer;
import io.mist.cli.wire.Event;
import io.mist.cli.wire.Resource;
import io.mist.cli.wire.Routes;
import io.mist.cli.wire.Subscription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "tail",
        description = {
            "Print what a route publishes, one JSON message per line, until Ctrl-C.",
            "After a broken connection it resumes behind the last message."
        })
public final class Tail extends Command {

    private static final int PAGE = 100;

    @Parameters(paramLabel = "ROUTE/CHANNEL", description = "A channel of a route, see 'mist describe ROUTE'.")
    String channel = "";

    @Option(
            names = "--from",
            paramLabel = "earliest|latest|snapshot|OFFSET|id:ID",
            description = {
                "The first message; default: latest, with --no-follow earliest.",
                "snapshot: the latest message of each key, then all new ones."
            })
    @Nullable
    String from;

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Only messages whose field has this value; may be repeated.")
    List<String> where = List.of();

    @Option(names = "--run", paramLabel = "RUN", description = "Only messages of this run.")
    @Nullable
    String run;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "Stop after N messages.")
    @Nullable
    Long limit;

    @Option(names = "--plain", description = "The payload alone, without the CloudEvents envelope.")
    boolean plain;

    @Option(names = "--no-follow", description = "Stop at the last message so far.")
    boolean noFollow;

    private long printed;

    public Tail(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        ChannelName name = ChannelName.parse(channel, "ROUTE/CHANNEL", "channels");
        checkOptions();
        Resource messages = Routes.resource(name.route())
                .below("outputs", name.channel())
                .with("run", run == null ? null : session.runs().id(run))
                .with("envelope", plain ? "plain" : null);
        for (String condition : where) {
            messages = messages.with("where", condition);
        }
        if (noFollow) {
            readPages(messages);
        } else {
            new Subscription(session.server(), messages.with("from", from), session.screen()::notice).read(this::take);
        }
    }

    private void checkOptions() {
        if (from != null && !from.matches("earliest|latest|snapshot|\\d{1,18}|id:.+")) {
            throw Failure.usage("--from: '" + from
                    + "' (expected: earliest, latest, snapshot, an offset >= 0, or id: and a message's id)");
        }
        for (String condition : where) {
            if (condition.indexOf('=') < 1) {
                throw Failure.usage("--where: '" + condition + "' (expected: FIELD=VALUE)");
            }
        }
        if (limit != null && limit < 1) {
            throw Failure.usage("--limit: " + limit + " (expected: >= 1)");
        }
    }

    private boolean take(Event event) {
        if (event.type().equals("gap")) {
            JsonNode gap = Json.parseIfJson(event.data()).orElseGet(Json::object);
            return gap(gap.path("from").asText() + "-" + gap.path("to").asText());
        }
        return !event.type().equals("message") || print(event.data());
    }

    private void readPages(Resource messages) {
        String at = from == null ? "earliest" : from;
        while (true) {
            long left = limit == null ? PAGE : Math.min(PAGE, limit - printed);
            Answer page = session.server().getAs(messages.with("from", at).with("limit", left), "application/x-ndjson");
            page.header("Mist-Gap").ifPresent(this::gap);
            if (!page.body().lines().filter(line -> !line.isBlank()).allMatch(this::print)) {
                return;
            }
            String next = page.header("Mist-Next").orElse(at);
            if (next.equals(at) || (page.body().isBlank() && run == null && where.isEmpty())) {
                return;
            }
            at = next;
        }
    }

    /** False when no more messages are needed. */
    private boolean print(String message) {
        Screen screen = session.screen();
        printed++;
        return screen.line(message.replace('\n', ' ')) && (limit == null || printed < limit);
    }

    private boolean gap(String offsets) {
        session.screen().notice("messages " + offsets + " of " + channel + " are gone (retention)");
        return true;
    }
}
