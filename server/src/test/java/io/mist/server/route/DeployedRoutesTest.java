package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeployedRoutesTest {

    private final Database database = TestDatabase.empty();
    private final DeployedRoutes routes = new DeployedRoutes(database.jdbi(), Clock.systemUTC());

    @AfterEach
    void close() {
        database.close();
    }

    private static ObjectNode definition(String path) {
        return Json.MAPPER.createObjectNode().put("path", path).put("className", "a.Job");
    }

    @Test
    void aRouteIsThereAfterARestart() {
        assertThat(routes.put("log-search", definition("/jobs/a.jar"), "http:ada"))
                .isTrue();
        assertThat(routes.put("log-search", definition("hdfs://name-node/b.jar"), "http:ada"))
                .isFalse();

        DeployedRoutes again = new DeployedRoutes(database.jdbi(), Clock.systemUTC());
        assertThat(again.current()).containsOnlyKeys("log-search");
        assertThat(again.current().get("log-search").path()).isEqualTo("hdfs://name-node/b.jar");
        assertThat(again.remove("log-search")).isTrue();
        assertThat(again.remove("log-search")).isFalse();
        assertThat(new DeployedRoutes(database.jdbi(), Clock.systemUTC()).current())
                .isEmpty();
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndNothingIsKept() {
        ObjectNode wrong = definition("jobs/a.jar").put("clasName", "a.Job").put("trigger", "often");
        assertThatThrownBy(() -> routes.put("log-search", wrong, "http"))
                .isInstanceOfSatisfying(MistException.class, e -> {
                    assertThat(e.code()).isEqualTo("invalid-route");
                    assertThat(e.problems().toString())
                            .contains("expected: an absolute path")
                            .contains("clasName")
                            .contains("often");
                });
        assertThatThrownBy(() -> routes.put("No Name", definition("/a.jar"), "http"))
                .isInstanceOfSatisfying(
                        MistException.class,
                        e -> assertThat(e.problems().toString()).contains("lower-case letters"));
        assertThat(routes.current()).isEmpty();
    }
}
