package io.mist.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.mist.server.gate.Gate;
import io.mist.server.run.Run;
import io.mist.server.run.Runs;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What ARCHITECTURE.md says about the server, kept true. */
class ArchitectureTest {

    /** The server's own classes, not those of its tests. */
    private static final JavaClasses SERVER = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    private static final String DOORS = "io.mist.server.door..";

    @Test
    void thereIsNoSparkAndNoUserCodeInTheServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..", "io.mist.api..", "io.mist.worker..")
                .check(SERVER);
    }

    @Test
    void doorsNeverSeeEachOther() {
        slices().matching("io.mist.server.door.(*)..")
                .should()
                .notDependOnEachOther()
                .check(SERVER);
    }

    @Test
    void doorsUseTheGateAndTheProtocolAndNothingElseOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage(DOORS)
                .should()
                .dependOnClassesThat(resideInAPackage("io.mist..")
                        .and(not(resideInAnyPackage(DOORS, "io.mist.server.gate..", "io.mist.protocol.."))))
                .check(SERVER);
    }

    @Test
    void theGateKnowsNothingElseOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage("io.mist.server.gate..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.mist.server..").and(not(resideInAPackage("io.mist.server.gate.."))))
                .check(SERVER);
    }

    @Test
    void doorsKnowNoWorkers() {
        noClasses()
                .that()
                .resideInAPackage("io.mist.server.door..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.mist.protocol.wire..", "io.grpc..")
                .check(SERVER);
    }

    @Test
    void nobodyButTheWiringKnowsTheDoors() {
        noClasses()
                .that(not(resideInAPackage(DOORS).or(resideInAPackage("io.mist.server"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(DOORS)
                .check(SERVER);
    }

    @Test
    void onlyRunsChangeTheStateOfARun() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mist.server.run..")
                .should()
                .callConstructor(
                        Run.class,
                        long.class,
                        String.class,
                        String.class,
                        java.time.Instant.class,
                        io.mist.server.run.RunPlan.class,
                        io.mist.server.run.RunState.class,
                        int.class,
                        int.class,
                        long.class)
                .check(SERVER);
        classes()
                .that(simpleName("RunStore"))
                .should()
                .onlyBeAccessed()
                .byClassesThat(simpleName("Runs").or(simpleName("RunStore")))
                .check(SERVER);
    }

    @Test
    void onlyContextsRaiseTheEventsOfRuns() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.mist.server.run..", "io.mist.server.context..")
                .should()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.<JavaClass>owner(
                                        com.tngtech.archunit.core.domain.JavaClass.Predicates.type(Runs.class)))
                        .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching("apply"))))
                .check(SERVER);
    }

    @Test
    void channelsStoreAndSettingsDependOnNothingAboveThem() {
        noClasses()
                .that()
                .resideInAnyPackage("io.mist.server.channel..", "io.mist.server.store..", "io.mist.server.config..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.mist.server..")
                        .and(not(resideInAnyPackage(
                                "io.mist.server.gate.message..",
                                "io.mist.server.channel..",
                                "io.mist.server.store..",
                                "io.mist.server.config.."))))
                .check(SERVER);
    }

    @Test
    void runsKnowNeitherWhoAsksNorWhoDoesIt() {
        noClasses()
                .that()
                .resideInAPackage("io.mist.server.run..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.mist.server.door..",
                        "io.mist.server.context..",
                        "io.mist.server.worker..",
                        "io.mist.server.link..",
                        "io.mist.protocol.wire..",
                        "io.mist.server.live..",
                        "io.mist.server.route..",
                        "io.mist.server.channel..")
                .check(SERVER);
    }

    @Test
    void contextsAndWorkersKnowNeitherDoorsNorRoutesNorChangesOfLiveValues() {
        noClasses()
                .that()
                .resideInAnyPackage("io.mist.server.context..", "io.mist.server.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.mist.server.door..",
                        "io.mist.server.gate..",
                        "io.mist.server.route..",
                        "io.mist.server.live..")
                .check(SERVER);
    }

    @Test
    void contextsUseWorkersAndWorkersUseTheLinkButNotTheOtherWayRound() {
        noClasses()
                .that()
                .resideInAPackage("io.mist.server.link..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.mist.server.context..", "io.mist.server.worker..")
                .check(SERVER);
        noClasses()
                .that()
                .resideInAPackage("io.mist.server.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.mist.server.context..")
                .check(SERVER);
    }

    @Test
    void supervisionIsAFunctionWithoutThreadsStoreOrClock() {
        noClasses()
                .that(simpleName("Supervision"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "org.jdbi..", "org.slf4j..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(SERVER);
    }

    @Test
    void theGateIsTheOnlyWayIn() {
        classes()
                .that()
                .implement(Gate.class)
                .should()
                .resideInAPackage("io.mist.server.desk")
                .check(SERVER);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(SERVER.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(found -> !found.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName))
                .isEmpty();
    }

    @Test
    void logsGoThroughSlf4jAndNothingIsPrintedBesides() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(SERVER);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(SERVER);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(SERVER);
    }
}
