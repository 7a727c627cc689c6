package io.mist.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The structure of the worker: layers without cycles, small packages, and few places where it is static. */
class ArchitectureTest {

    /** The worker's own classes, not those of its tests. */
    private static final JavaClasses WORKER = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    private static final int MOST_IN_PACKAGE = 25;

    /** Maps that change: of the runs on this driver, and of what tasks share in their JVM. Each says why it is static. */
    private static final Set<String> STATIC_MAPS = Set.of(
            "HostedRuns.RUNS",
            "Connection.ENDPOINTS",
            "ValueCache.ENTRIES",
            "NewestVersion.HERE",
            "Senders.OF_TASKS",
            "Senders.OUTSIDE_TASKS");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.mist.worker.(**)").should().beFreeOfCycles().check(WORKER);
    }

    @Test
    void thereIsOnePlaceThatKnowsTheRunsOfTheDriver() {
        assertThat(WORKER.stream()
                        .filter(owner -> !owner.getPackageName().startsWith("io.mist.worker.contract"))
                        .flatMap(owner -> owner.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> field.getRawType().isAssignableTo(Map.class))
                        .filter(ArchitectureTest::isChanged)
                        .map(field -> field.getOwner().getSimpleName() + "." + field.getName()))
                .containsExactlyInAnyOrderElementsOf(STATIC_MAPS);
    }

    /** Tables that are made once, by Map.of or Map.ofEntries, are constants. */
    private static boolean isChanged(JavaField field) {
        return field.getOwner().getStaticInitializer().stream()
                .flatMap(initializer -> initializer.getConstructorCallsFromSelf().stream())
                .anyMatch(call -> call.getTargetOwner().isAssignableTo(Map.class));
    }

    @Test
    void nothingBelowARunKnowsRuns() {
        noClasses()
                .that(resideInAPackage("io.mist.worker.live..")
                        .or(resideInAPackage("io.mist.worker.input.."))
                        .or(resideInAPackage("io.mist.worker.output.."))
                        .or(resideInAPackage("io.mist.worker.link..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.mist.worker.run..", "io.mist.worker.python..", "io.mist.worker.classic..")
                .check(WORKER);
    }

    @Test
    void packagesAreSmall() {
        Map<String, Long> files = WORKER.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(owner -> !owner.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files)
                .allSatisfy((name, count) ->
                        assertThat(count).as("classes in " + name).isLessThanOrEqualTo(MOST_IN_PACKAGE));
    }
}
