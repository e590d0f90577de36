package dev.bigdaddy.testkit.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Records the system calls of a process with strace, and reads them back.
final class Strace {
  /// Every call that can change a file, its length, its name, or what is durable of them.
  private static final String CALLS =
      "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,sync_file_range,"
          + "ftruncate,truncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,link,linkat,"
          + "mkdir,mkdirat,copy_file_range,sendfile";

  private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");
  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (-?\\d+).*");
  private static final Pattern UNFINISHED = Pattern.compile("(\\w+)\\((.*?),? ?<unfinished \\.\\.\\.>");

  private Strace() {}

  /// Why it cannot be used here; null if it can.
  static @Nullable String obstacle() throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder("strace", "-f", "-o", "/dev/null", "-e", "trace=fsync", "true")
              .redirectErrorStream(true)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? null : "strace does not work here: " + output;
    } catch (IOException e) {
      return "strace is not installed (on Debian: apt-get install strace)";
    }
  }

  /// A command whose calls are written to a file; `inject` makes some of them fail, in strace's words.
  static List<String> command(Path trace, List<String> inject, List<String> traced) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "strace", "-f", "-y", "-xx", "-s", "1000000000", "-e", "signal=none", "-e",
                "trace=" + CALLS, "-o", trace.toString()));
    command.addAll(inject);
    command.addAll(traced);
    return command;
  }

  /// What is done with each call.
  @FunctionalInterface
  interface Reader {
    void read(SystemCall call) throws IOException;
  }

  static void read(Path trace, Reader reader) throws IOException {
    Map<Integer, String> begun = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          SystemCall call =
              parse(Integer.parseInt(matcher.group(1)), matcher.group(2), begun);
          if (call != null) {
            reader.read(call);
          }
        }
      }
    }
  }

  private static @Nullable SystemCall parse(int thread, String text, Map<Integer, String> begun) {
    Matcher unfinished = UNFINISHED.matcher(text);
    if (unfinished.matches()) {
      begun.put(thread, unfinished.group(1) + "(" + unfinished.group(2));
      return new SystemCall(
          thread, unfinished.group(1), SystemCall.split(unfinished.group(2)), true, false, 0);
    }
    Matcher resumed = RESUMED.matcher(text);
    boolean begins = !resumed.matches();
    Matcher call = CALL.matcher(begins ? text : begun.remove(thread) + resumed.group(1));
    if (!call.matches()) {
      // An exit, a signal, or a call that the end of the process cut off.
      return null;
    }
    return new SystemCall(
        thread,
        call.group(1),
        SystemCall.split(call.group(2)),
        begins,
        true,
        Long.parseLong(call.group(3)));
  }
}
