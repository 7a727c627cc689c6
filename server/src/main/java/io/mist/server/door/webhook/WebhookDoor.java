package io.mist.server.door.webhook;

import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.Binding;
import io.mist.server.door.Door;
import io.mist.server.door.Listeners;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.DoorStatus;
import io.mist.server.gate.Gate;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.RunView;
import io.mist.server.gate.WebhookView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Publication;
import io.mist.server.gate.message.WebhookSettings;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link Delivery} for each webhook that routes set. One thread for all; the requests are asynchronous. */
public final class WebhookDoor implements Door {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookDoor.class);
    private static final String NAME = "webhook";
    private static final long CLOSE_SECONDS = 5;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Desk desk;
    private final Publication publication;
    private final Clock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "mist-webhooks"));
    private final List<AutoCloseable> registrations = new ArrayList<>();
    private final Set<ChannelId> appended = ConcurrentHashMap.newKeySet();
    /** Changed by the thread only. */
    private final Map<Key, Delivery> deliveries = new ConcurrentHashMap<>();

    private final Map<Key, WebhookView> broken = new ConcurrentHashMap<>();

    private record Key(ChannelId channel, String name) {}

    public WebhookDoor(Gate gate, Clock clock) {
        this.desk = gate.as(Caller.ofDoor(NAME));
        this.publication = desk.publication(NAME);
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<DoorStatus> status() {
        return Optional.empty();
    }

    @Override
    public Optional<Binding> binding() {
        return Optional.empty();
    }

    @Override
    public void start() {
        registrations.add(publication.onAppend(this::appended));
        registrations.add(desk.answerWebhooks(this::of));
        registrations.add(desk.onRoutes(() -> run(this::lookAtRoutes)));
        // Before a run's first message its contract is known, and so are its outputs.
        registrations.add(desk.onRun(this::ran));
        run(this::lookAtRoutes);
    }

    private void run(Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("Webhooks cannot be updated", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Webhooks have ended with their server", e);
        }
    }

    private void appended(ChannelId channel) {
        if (appended.add(channel)) {
            run(() -> {
                appended.remove(channel);
                deliveries.forEach((key, delivery) -> {
                    if (key.channel().equals(channel)) {
                        delivery.step();
                    }
                });
            });
        }
    }

    private void ran(RunView run) {
        if (!run.hasEnded()) {
            // Not asked for by its name: the route of a run may have been removed.
            run(() -> desk.routes().stream()
                    .filter(route -> route.route().equals(run.route()))
                    .forEach(this::lookAt));
        }
    }

    private void lookAtRoutes() {
        List<RouteView> routes = desk.routes();
        Set<String> names = new TreeSet<>();
        routes.forEach(route -> {
            names.add(route.route());
            lookAt(route);
        });
        forget(key -> !names.contains(key.channel().route()));
    }

    private void lookAt(RouteView route) {
        Map<Key, WebhookSettings> wanted = new LinkedHashMap<>();
        for (ChannelId channel : channels(route)) {
            desk.outputSettings(channel)
                    .webhooks()
                    .forEach((name, settings) -> wanted.put(new Key(channel, name), settings));
        }
        forget(key -> key.channel().route().equals(route.route()) && !isSame(key, wanted.get(key)));
        wanted.forEach((key, settings) -> {
            if (!deliveries.containsKey(key)) {
                begin(key, settings, route.contract());
            }
        });
    }

    private boolean isSame(Key key, @Nullable WebhookSettings settings) {
        Delivery delivery = deliveries.get(key);
        return delivery != null && delivery.settings().equals(settings);
    }

    /** Those of the contract, and while it is being read those that have had messages. */
    private Set<ChannelId> channels(RouteView route) {
        Set<ChannelId> channels = ConcurrentHashMap.newKeySet();
        Contract contract = route.contract();
        if (contract != null) {
            contract.outputs().keySet().forEach(output -> channels.add(ChannelId.output(route.route(), output)));
        }
        publication.outputs().stream()
                .filter(channel -> channel.route().equals(route.route()))
                .forEach(channels::add);
        return channels;
    }

    private void begin(Key key, WebhookSettings settings, @Nullable Contract contract) {
        try {
            if (contract != null) {
                settings.where()
                        .requireFieldsOf(
                                contract.outputs().getOrDefault(key.channel().name(), Json.MAPPER.createObjectNode()));
            }
            Delivery delivery = new Delivery(key.name(), key.channel(), settings, desk, client, thread, clock);
            broken.remove(key);
            deliveries.put(key, delivery);
            delivery.step();
        } catch (MistException e) {
            if (broken.put(key, broken(key, settings, e)) == null) {
                LOG.error("Webhook {} of {} is not served: {} {}", key.name(), key.channel(), e.text(), e.problems());
            }
        }
    }

    private static WebhookView broken(Key key, WebhookSettings settings, MistException e) {
        return new WebhookView(
                key.name(), settings.url().toString(), "broken", 0, 0, 0, 0, 0, e.text() + " " + e.problems(), null);
    }

    private void forget(Predicate<Key> isGone) {
        broken.keySet().removeIf(isGone);
        deliveries.forEach((key, delivery) -> {
            if (isGone.test(key)) {
                delivery.close();
                deliveries.remove(key);
            }
        });
    }

    private List<WebhookView> of(ChannelId output) {
        List<WebhookView> views = new ArrayList<>();
        deliveries.forEach((key, delivery) -> {
            if (key.channel().equals(output)) {
                views.add(delivery.view());
            }
        });
        broken.forEach((key, view) -> {
            if (key.channel().equals(output)) {
                views.add(view);
            }
        });
        views.sort(Comparator.comparing(WebhookView::name));
        return views;
    }

    @Override
    public void close() {
        Listeners.close(registrations);
        run(() -> deliveries.values().forEach(Delivery::close));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
