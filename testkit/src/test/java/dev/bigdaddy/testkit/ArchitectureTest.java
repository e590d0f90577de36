package dev.bigdaddy.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The house's order, as compiled: which module may know which, and who may touch files, threads
/// and the console.
class ArchitectureTest {
  private static final String HOUSE = "dev.bigdaddy";
  private static final List<String> MODULES =
      List.of(
          "sql",
          "storage",
          "topology",
          "conductor",
          "jobs",
          "engine",
          "jdbc",
          "server",
          "cli",
          "testkit",
          "bench");

  /// The classes of storage that may read and write files themselves: none of them a node file.
  private static final Set<String> FILE_CLASSES =
      Set.of(
          "DirectoryLock",
          "DatabaseDirectory",
          "CommitLog",
          "DurableFile",
          "LogReader",
          "StatementTape");

  private static JavaClasses house = new ClassFileImporter().importClasses(List.of());

  @BeforeAll
  static void readTheHouse() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HOUSE);
  }

  @ParameterizedTest(name = "{0} knows no module of ours but {1}")
  @CsvSource({
    "sql, ''",
    "storage, ''",
    "topology, storage",
    "conductor, sql storage topology",
    "jobs, sql storage topology conductor",
    "engine, sql storage topology conductor jobs",
    "jdbc, storage conductor engine",
    "server, storage conductor engine",
    "cli, storage conductor engine jdbc server",
  })
  void modulesKnowOnlyWhatLiesBelow(String module, String known) {
    String[] forbidden =
        MODULES.stream()
            .filter(other -> !other.equals(module) && !List.of(known.split(" ")).contains(other))
            .map(other -> HOUSE + "." + other + "..")
            .toArray(String[]::new);
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(HOUSE + "." + module + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(forbidden)
            .allowEmptyShould(true);
    rule.check(house);
  }

  @Test
  void onlyStorageKnowsTheSqliteDriver() {
    noClasses()
        .that()
        .resideOutsideOfPackages(HOUSE + ".storage..", HOUSE + ".testkit..", HOUSE + ".bench..")
        .and()
        // Unpacks the driver's native library once, so that the command line starts faster.
        .doNotHaveFullyQualifiedName(HOUSE + ".cli.Rehearsal")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.sqlite..")
        .check(house);
  }

  @Test
  void onlyStorageAndOurDriverSpeakJdbc() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            HOUSE + ".storage..", HOUSE + ".jdbc..", HOUSE + ".testkit..", HOUSE + ".bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.sql..")
        .check(house);
  }

  @Test
  void nodeFilesAreNeverOpenedByJava() {
    noClasses()
        .that(
            resideInAnyPackage(
                    packages("storage", "topology", "conductor", "jobs", "engine", "sql", "jdbc"))
                .and(DescribedPredicate.not(mayOpenFiles())))
        .should()
        .accessTargetWhere(opensFiles())
        .because("closing a file that SQLite has open drops SQLite's locks")
        .allowEmptyShould(true)
        .check(house);
  }

  @Test
  void noClassHasANameThatSaysNothing() {
    for (String ending :
        List.of(
            "Util", "Utils", "Helper", "Manager", "Impl", "Common", "Base", "Service", "Data",
            "Info")) {
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("MetaData") // JDBC's own word for what its interfaces are
          .should()
          .haveSimpleNameEndingWith(ending)
          .check(house);
    }
  }

  @Test
  void onlyCommandsWriteToTheConsole() {
    noClasses()
        .that()
        .resideOutsideOfPackages(HOUSE + ".cli..", HOUSE + ".bench..")
        .and()
        .haveSimpleNameNotEndingWith("Command")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(house);
  }

  @Test
  void onlyCommandsEndTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackages(HOUSE + ".cli..", HOUSE + ".bench..")
        .and()
        .haveSimpleNameNotEndingWith("Command")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(house);
  }

  @Test
  void nobodySleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(house);
  }

  @Test
  void theSqlModuleKnowsNothingButJava() {
    classes()
        .that()
        .resideInAPackage(HOUSE + ".sql..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "org.jspecify..").or(resideInAPackage(HOUSE + ".sql..")))
        .check(house);
  }

  private static String[] packages(String... modules) {
    return Arrays.stream(modules).map(module -> HOUSE + "." + module + "..").toArray(String[]::new);
  }

  private static DescribedPredicate<JavaClass> mayOpenFiles() {
    return describe(
        "the classes that own a file",
        javaClass ->
            javaClass.getPackageName().startsWith(HOUSE + ".storage")
                && FILE_CLASSES.stream().anyMatch(name -> outermost(javaClass).equals(name)));
  }

  private static String outermost(JavaClass javaClass) {
    String name = javaClass.getName().substring(javaClass.getPackageName().length() + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /// Opening for reading or writing; asking for a size or making and listing directories is
  /// allowed.
  private static DescribedPredicate<JavaAccess<?>> opensFiles() {
    Set<String> streams =
        Set.of(
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.RandomAccessFile",
            "java.io.FileReader",
            "java.io.FileWriter");
    Set<String> filesMethods =
        Set.of(
            "newInputStream",
            "newOutputStream",
            "newByteChannel",
            "newBufferedReader",
            "newBufferedWriter",
            "readAllBytes",
            "readAllLines",
            "readString",
            "write",
            "writeString",
            "lines",
            "copy");
    return describe(
        "open files",
        access -> {
          String owner = access.getTargetOwner().getName();
          String name = access.getTarget().getName();
          return streams.contains(owner)
              || (owner.equals("java.nio.file.Files") && filesMethods.contains(name))
              || (owner.equals("java.nio.channels.FileChannel") && name.equals("open"));
        });
  }
}
