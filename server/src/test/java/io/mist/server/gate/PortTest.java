package io.mist.server.gate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.mist.server.Main;
import io.mist.server.gate.message.Publication;
import io.mist.server.gate.message.Reading;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The port is what doors need, and no more: a permission on each method is a permission that somebody asks for. */
class PortTest {

    private static final List<Class<?>> PORT =
            List.of(Gate.class, Desk.class, RunLog.class, RunLog.Following.class, Reading.class, Publication.class);

    private static final JavaClasses SERVER = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void everyMethodOfThePortHasACallerInADoor() {
        Set<String> called = SERVER.that(resideInAPackage("io.mist.server.door..")).stream()
                .flatMap(door -> door.getAccessesFromSelf().stream())
                .map(access -> access.getTargetOwner().getName() + "." + access.getName())
                .collect(Collectors.toSet());

        assertThat(PORT.stream().flatMap(PortTest::methods)).isNotEmpty().isSubsetOf(called);
    }

    private static Stream<String> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .distinct()
                .map(name -> type.getName() + "." + name);
    }
}
