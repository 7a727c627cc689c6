package io.mist.server;

import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.kafka.KafkaLog;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.config.MqttConfig;
import io.mist.server.config.ServerConfig;
import io.mist.server.door.mqtt.EmbeddedBroker;
import io.mist.server.input.Retentions;
import io.mist.server.link.Staging;
import io.mist.server.route.Artifacts;
import io.mist.server.route.Contracts;
import io.mist.server.route.DeployedRoutes;
import io.mist.server.route.Describer;
import io.mist.server.route.PublishedContracts;
import io.mist.server.route.PublishedKinds;
import io.mist.server.route.RouterFile;
import io.mist.server.route.Routes;
import io.mist.server.route.RunPlanner;
import io.mist.server.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Durable state, and the routes, which stand on it. All is opened side by side, as each part is slow. */
record Storage(
        Database database, Routes routes, ChannelLog channels, Staging staging, Optional<EmbeddedBroker> broker) {

    static Storage open(
            ServerConfig config,
            Installation installation,
            RouterFile file,
            Path data,
            Clock clock,
            Executor work,
            Parts parts)
            throws IOException {
        Artifacts artifacts = new Artifacts(data.resolve("artifacts"));
        CompletableFuture<Database> database = CompletableFuture.supplyAsync(() -> Database.open(data), work);
        CompletableFuture<Routes> routes =
                database.thenApply(opened -> routes(config, installation, file, opened, artifacts, clock, work));
        CompletableFuture<ChannelLog> channels =
                CompletableFuture.supplyAsync(() -> channels(config, data, routes::join, database::join), work);
        CompletableFuture<Staging> staging =
                CompletableFuture.supplyAsync(() -> Staging.open(data.resolve("staging"), config.outputs()), work);
        CompletableFuture<Optional<EmbeddedBroker>> broker =
                CompletableFuture.supplyAsync(() -> broker(config.mqtt(), data), work);
        Storage opened = new Storage(
                parts.add(database),
                Parts.opened(routes),
                parts.add(channels),
                parts.add(staging),
                Parts.opened(broker));
        opened.broker().ifPresent(parts::add);
        return opened;
    }

    private static Routes routes(
            ServerConfig config,
            Installation installation,
            RouterFile file,
            Database database,
            Artifacts artifacts,
            Clock clock,
            Executor work) {
        Describer describer = new Describer(
                installation.java(),
                installation.sparkHome(),
                installation.workerJar(),
                config.runs().describeTimeout(),
                context -> config.context(context).python());
        return new Routes(
                file::current,
                new DeployedRoutes(database.jdbi(), clock),
                artifacts,
                new Contracts(database.jdbi(), describer, clock),
                new PublishedContracts(database.jdbi(), clock),
                new RunPlanner(config.restart(), config.inputs().maxRowsPerBatch()),
                work);
    }

    private static ChannelLog channels(
            ServerConfig config, Path data, Supplier<Routes> routes, Supplier<Database> database) {
        Retentions retentions = new Retentions(
                config.inputs(), config.outputs(), route -> routes.get().find(route));
        PublishedKinds kinds = new PublishedKinds(() -> database.get().jdbi());
        return switch (config.channels().log()) {
            case ROCKSDB -> RocksDbLog.open(data.resolve("channels"), retentions::of, kinds);
            case KAFKA ->
                KafkaLog.open(
                        config.kafka(),
                        data.resolve("channels-of-kafka"),
                        retentions::of,
                        config.outputs().maxMessageBytes(),
                        kinds);
        };
    }

    private static Optional<EmbeddedBroker> broker(MqttConfig config, Path data) {
        if (!config.on() || !config.embedded()) {
            return Optional.empty();
        }
        Path directory = data.resolve("mqtt");
        String user = config.username().orElse(null);
        String password = config.password().map(secret -> secret.value()).orElse(null);
        return Optional.of(
                user == null || password == null
                        ? EmbeddedBroker.start(config.host(), config.port(), directory)
                        : EmbeddedBroker.start(config.host(), config.port(), directory, user, password));
    }
}
