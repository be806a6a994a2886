package dev.firn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStoreContract;
import dev.firn.storage.ColdObjectStoreContract;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.ObjectStoreContract;
import dev.firn.storage.glacier.SimulatedGlacier;
import dev.firn.storage.s3.S3ObjectStore;
import org.junit.jupiter.api.Test;

/** The picture in docs/architecture.md, as rules. */
class ArchitectureTest {

    private static final JavaClasses FIRN =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.firn");

    private static final JavaClasses WITH_TESTS =
            new ClassFileImporter().importPackages("dev.firn");

    @Test
    void dependenciesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("dev.firn.cli..")
                .layer("config")
                .definedBy("dev.firn.config..")
                .layer("workflow")
                .definedBy("dev.firn.workflow..")
                .layer("thaw")
                .definedBy("dev.firn.thaw..")
                .layer("vault")
                .definedBy("dev.firn.vault..")
                .layer("catalog")
                .definedBy("dev.firn.catalog..")
                .layer("index")
                .definedBy("dev.firn.index..")
                .layer("tree")
                .definedBy("dev.firn.tree..")
                .layer("iam")
                .definedBy("dev.firn.iam..")
                .layer("files")
                .definedBy("dev.firn.files..")
                .layer("codec")
                .definedBy("dev.firn.codec..")
                .layer("cost")
                .definedBy("dev.firn.cost..")
                .layer("adapters")
                .definedBy("dev.firn.btrfs..", "dev.firn.storage.*..", "dev.firn.kv.*..")
                .layer("aws")
                .definedBy("dev.firn.aws..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("workflow")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("files")
                .mayOnlyBeAccessedByLayers("workflow", "cli")
                .whereLayer("thaw")
                .mayOnlyBeAccessedByLayers("workflow", "cli")
                .whereLayer("vault")
                .mayOnlyBeAccessedByLayers("files", "thaw", "workflow", "cli")
                .whereLayer("catalog")
                .mayOnlyBeAccessedByLayers("vault", "files", "thaw", "workflow", "cli")
                .whereLayer("index")
                .mayOnlyBeAccessedByLayers("tree", "vault", "workflow", "cli")
                .whereLayer("tree")
                .mayOnlyBeAccessedByLayers("files", "workflow", "cli")
                .whereLayer("iam")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("codec")
                .mayOnlyBeAccessedByLayers("vault", "files")
                .whereLayer("cost")
                .mayOnlyBeAccessedByLayers("workflow", "cli")
                .whereLayer("adapters")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("aws")
                .mayOnlyBeAccessedByLayers("adapters")
                .check(FIRN);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.firn.(*)..").should().beFreeOfCycles().check(FIRN);
    }

    @Test
    void threePackagesTouchNativeMemory() {
        onlyIn(
                "java.lang.foreign..",
                "a wrong native call ends the process",
                "dev.firn.btrfs..",
                "dev.firn.posix..",
                "dev.firn.crypto..");
    }

    @Test
    void theSendStreamParserStandsAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.firn.sendstream..")
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "are of another package of Firn",
                                type ->
                                        type.getPackageName().startsWith("dev.firn")
                                                && !type.getPackageName()
                                                        .startsWith("dev.firn.sendstream")))
                .because("it is to be lifted out one day")
                .check(FIRN);
    }

    @Test
    void eachLibraryIsSeenInOnePlace() {
        onlyIn(
                "software.amazon.awssdk.services.dynamodb..",
                "records have a contract",
                "dev.firn.kv.dynamodb..");
        onlyIn(
                "software.amazon.awssdk..",
                "AWS is dealt with by adapters",
                "dev.firn.aws..",
                "dev.firn.kv.dynamodb..",
                "dev.firn.kv.s3..",
                "dev.firn.storage.s3..");
        onlyIn("org.sqlite..", "records have a contract", "dev.firn.kv.sqlite..");
        onlyIn("com.github.luben..", "chunks are made in one place", "dev.firn.codec..");
        onlyIn(
                "com.exceptionfactory..",
                "age is dealt with in one place",
                "dev.firn.codec..",
                "dev.firn.keys..");
        onlyIn("org.bouncycastle..", "keys are dealt with in one place", "dev.firn.keys..");
        onlyIn("picocli..", "workflows know no command line", "dev.firn.cli..");
        onlyIn(
                "dev.firn.format..",
                "records have values of their own",
                "dev.firn.format..",
                "dev.firn.catalog..",
                "dev.firn.vault..");
    }

    private static void onlyIn(String library, String reason, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because(reason)
                .check(FIRN);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.firn.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(FIRN);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(?<!LibBtrfs)(Util|Utils|Helper|Manager|Impl)")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(FIRN);
    }

    @Test
    void everyStoreIsHeldToItsContract() {
        requireTests(ObjectStore.class, ObjectStoreContract.class);
        requireTests(SimulatedGlacier.class, ColdObjectStoreContract.class);
        requireTests(S3ObjectStore.class, ColdObjectStoreContract.class);
        requireTests(KeyValueStore.class, KeyValueStoreContract.class);
    }

    private static void requireTests(Class<?> contract, Class<?> suite) {
        FIRN.stream()
                .filter(type -> !type.isInterface() && type.isAssignableTo(contract))
                .forEach(store ->
                        assertThat(
                                        WITH_TESTS.stream()
                                                .filter(t -> t.isAssignableTo(suite))
                                                .anyMatch(t ->
                                                        t.getPackageName()
                                                                .equals(store.getPackageName())))
                                .as("%s has a test that extends the suite", store.getName())
                                .isTrue());
    }
}
