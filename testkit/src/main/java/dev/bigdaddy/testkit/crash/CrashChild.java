package dev.bigdaddy.testkit.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Runs {@link CrashWorkCommand} in a process of its own until it ends, halts, or is killed.
final class CrashChild {
  /// What a process prints when it ended by a halt at a crash point.
  static final int HALTED = 137;

  /// A process that lives longer hangs.
  private static final long PATIENCE_SECONDS = 600;

  private CrashChild() {}

  /// How it ends.
  ///
  /// @param crashPoint a point and how often it is passed, as `EPOCH_FORCED:3`; empty for none
  /// @param killAfter lines after which it is killed; 0 for never
  /// @param delayNanos how long after them
  record Ending(String crashPoint, int killAfter, long delayNanos) {
    static final Ending NONE = new Ending("", 0, 0);

    static Ending at(String crashPoint) {
      return new Ending(crashPoint, 0, 0);
    }
  }

  /// How it ended.
  ///
  /// @param lines all whole lines that it wrote
  /// @param reached whether it halted at its crash point, or was killed
  record Ended(List<String> lines, boolean reached, boolean hung) {}

  static List<String> command(List<String> options, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(CrashWorkCommand.class.getName());
    command.addAll(arguments);
    return command;
  }

  static Ended run(List<String> arguments, Ending ending) throws IOException, InterruptedException {
    return run(List.of(), arguments, ending);
  }

  /// @param prefix a program, with its options, that runs the process
  static Ended run(List<String> prefix, List<String> arguments, Ending ending)
      throws IOException, InterruptedException {
    List<String> options =
        ending.crashPoint.isEmpty()
            ? List.of()
            : List.of("-Dbigdaddy.crashpoint=" + ending.crashPoint);
    List<String> command = new ArrayList<>(prefix);
    command.addAll(command(options, arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    AtomicBoolean hung = new AtomicBoolean();
    Thread.startVirtualThread(() -> watch(process, hung));
    List<String> lines = new ArrayList<>();
    boolean killed = false;
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (lines.size() == ending.killAfter) {
          LockSupport.parkNanos(ending.delayNanos);
          // Not through the Process, which would close the output before its last lines are read.
          killed = process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.waitFor();
    }
    boolean halted = process.exitValue() == HALTED && !ending.crashPoint.isEmpty();
    return new Ended(lines, killed || halted, hung.get());
  }

  private static void watch(Process process, AtomicBoolean hung) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        hung.set(true);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
