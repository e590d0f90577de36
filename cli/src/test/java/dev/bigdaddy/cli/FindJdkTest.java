package dev.bigdaddy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The search for a JDK that `./bigdaddy` and `./mvnw` share, among directories that only look like
/// JDKs.
class FindJdkTest {

  private static final Path FRAGMENT = Path.of("../.mvn/find-jdk.sh").toAbsolutePath().normalize();

  @TempDir Path root;

  private final Map<String, String> environment = new HashMap<>();

  private record Answer(int exitCode, String out, String errors) {}

  @BeforeEach
  void onlyTheFakesAreFound() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
    Files.createDirectories(root.resolve("bin"));
    environment.put("PATH", root.resolve("bin").toString());
    environment.put("HOME", root.resolve("home").toString());
    environment.put("BIGDADDY_JDK_SEARCH_ROOT", root.toString());
  }

  @Test
  void theOwnVariableComesFirst() throws Exception {
    Path own = jdk("own jdk", "25.0.1");
    environment.put("BIGDADDY_JAVA_HOME", own.toString());
    environment.put("JAVA_HOME", jdk("other", "26").toString());

    assertThat(find()).isEqualTo(new Answer(0, own + "\n", ""));
  }

  @Test
  void anOwnVariableThatIsTooOldIsToldAndPassedOver() throws Exception {
    Path old = jdk("old", "21.0.4");
    Path home = jdk("home25", "25");
    environment.put("BIGDADDY_JAVA_HOME", old.toString());
    environment.put("JAVA_HOME", home.toString());

    Answer answer = find();

    assertThat(answer.out()).isEqualTo(home + "\n");
    assertThat(answer.errors())
        .isEqualTo(
            "BIGDADDY_JAVA_HOME is no JDK 25 ("
                + old
                + ": release 21.0.4: too old); looking elsewhere.\n");
  }

  @Test
  void theJavaOnThePathIsFollowedThroughLinks() throws Exception {
    Path jdk = jdk("deep/jdk-25", "25.0.3");
    Path alternative = root.resolve("alternatives-java");
    Files.createSymbolicLink(alternative, jdk.resolve("bin/java"));
    Files.createSymbolicLink(root.resolve("bin/java"), Path.of("../alternatives-java"));

    assertThat(find().out()).isEqualTo(jdk.toRealPath() + "\n");
  }

  @Test
  void withAnOldJavaOnThePathTheUsualDirectoriesAreSearched() throws Exception {
    Path old = jdk("usr/lib/jvm/java-17", "17.0.15");
    Files.createSymbolicLink(root.resolve("bin/java"), old.resolve("bin/java"));
    jdk("usr/lib/jvm/a-jdk-27", "27-ea");
    Path wanted = jdk("usr/lib/jvm/temurin 25", "25.0.3");
    jdk("opt/jdk-26", "26.0.1");

    assertThat(find()).isEqualTo(new Answer(0, wanted + "\n", ""));
  }

  @Test
  void homeDirectoriesAreSearched() throws Exception {
    Path jdk = jdk("home/.sdkman/candidates/java/25.0.1-tem", "25.0.1");

    assertThat(find().out()).isEqualTo(jdk + "\n");
  }

  @Test
  void macsAreSearched() throws Exception {
    Path jdk = jdk("Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home", "25.0.1");

    assertThat(find().out()).isEqualTo(jdk + "\n");
  }

  @Test
  void withoutAnyTheMessageTellsWhatIsNeededWhatIsThereAndHowToGetOne() throws Exception {
    Path old = jdk("usr/lib/jvm/java-8", "1.8.0_402");
    Path runtime = jdk("opt/jre-25", "25.0.1");
    Files.delete(runtime.resolve("bin/javac"));

    Answer answer = find();

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.errors())
        .startsWith(
            "Big Daddy needs a JDK of release 25 or newer, and there is none where it looked.\n")
        .contains("BIGDADDY_JAVA_HOME: not set", "JAVA_HOME: not set", "java on PATH: none")
        .contains(old + "\n      release 1.8.0_402: too old")
        .contains(runtime + "\n      release 25.0.1 without bin/javac")
        .contains(root.resolve("home/.jdks") + "/*: no JDK")
        .contains("apt install openjdk-25-jdk", "brew install openjdk@25", "sdk install java");
  }

  @Test
  void theShellsOptionsAreLeftAsTheyWere() throws Exception {
    Path jdk = jdk("opt/jdk-25", "25");

    Answer answer = shell("set -euf; . \"$0\"; find_jdk; case $- in *f*) echo $JDK_HOME;; esac");

    assertThat(answer).isEqualTo(new Answer(0, jdk + "\n", ""));
  }

  private Path jdk(String name, String release) throws IOException {
    Path home = root.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String program : new String[] {"java", "javac"}) {
      program(home.resolve("bin").resolve(program), "#!/bin/false\n");
    }
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + release + "\"\n");
    return home;
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Answer find() throws IOException, InterruptedException {
    return shell(". \"$0\"; if find_jdk; then echo \"$JDK_HOME\"; else explain_no_jdk; exit 1; fi");
  }

  private Answer shell(String script) throws IOException, InterruptedException {
    // The report is written by cat, and links are read by readlink: only these two are on the PATH.
    for (String program : new String[] {"cat", "readlink"}) {
      Path real = Path.of(Files.exists(Path.of("/bin", program)) ? "/bin" : "/usr/bin", program);
      program(root.resolve("bin").resolve(program), "#!/bin/sh\nexec " + real + " \"$@\"\n");
    }
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script, FRAGMENT.toString());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), out, errors);
  }
}
