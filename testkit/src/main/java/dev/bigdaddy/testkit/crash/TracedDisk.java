package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.testkit.crash.DiskFile.Change;
import dev.bigdaddy.testkit.crash.DiskFile.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A database's directory, followed call by call, of which any state can be rebuilt that a loss of
/// power may leave.
///
/// - Bytes are durable once an fsync or fdatasync of their file that began after they were written has
///   ended; each later write may be there, not be there, or be torn.
/// - Names (made, renamed, deleted) are durable once an fsync of the directory has ended; of later
///   changes a prefix is there, since file systems keep their order, but not with the files' bytes.
/// - The directory's own name is durable once its parent is fsynced.
/// - The WAL-index (`-shm`) is shared memory, which SQLite makes anew: it is never there.
///
/// A call that it cannot follow is an error, never passed over. Used by one thread.
final class TracedDisk {
  private static final Fate[] FATES = Fate.values();

  private record Rename(@Nullable String from, @Nullable String to, @Nullable DiskFile file) {}

  private final String root;
  private final Predicate<String> uncounted;
  private final Map<String, DiskFile> live = new HashMap<>();
  private final Map<String, DiskFile> durable = new HashMap<>();
  private final List<Rename> names = new ArrayList<>();
  private final Map<Integer, Change> writing = new HashMap<>();
  private final Map<Integer, List<Change>> syncing = new HashMap<>();
  private final Map<Integer, Integer> syncingNames = new HashMap<>();
  private boolean rootDurable;

  /// @param uncounted names of files whose fsyncs do not count, as a build that lacks them would have
  ///     it: the planted fault that the tool must find
  private TracedDisk(Path root, Predicate<String> uncounted, boolean rootDurable) {
    this.root = root.toString();
    this.uncounted = uncounted;
    this.rootDurable = rootDurable;
  }

  /// A directory that does not exist yet.
  static TracedDisk empty(Path root, Predicate<String> uncounted) {
    return new TracedDisk(root, uncounted, false);
  }

  /// A directory as it stands, all of it durable.
  static TracedDisk of(Path root, Predicate<String> uncounted) throws IOException {
    TracedDisk disk = new TracedDisk(root, uncounted, true);
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.toList()) {
        DiskFile content = new DiskFile(Files.readAllBytes(file));
        disk.live.put(String.valueOf(file.getFileName()), content);
      }
    }
    disk.durable.putAll(disk.live);
    return disk;
  }

  /// One that starts with the same state and goes its own way.
  TracedDisk copy() {
    TracedDisk copy = new TracedDisk(Path.of(root), uncounted, rootDurable);
    Map<DiskFile, DiskFile> files = new HashMap<>();
    live.forEach((name, file) -> copy.live.put(name, copied(file, files)));
    durable.forEach((name, file) -> copy.durable.put(name, copied(file, files)));
    for (Rename change : names) {
      DiskFile file = change.file == null ? null : copied(change.file, files);
      copy.names.add(new Rename(change.from, change.to, file));
    }
    return copy;
  }

  private static DiskFile copied(DiskFile file, Map<DiskFile, DiskFile> files) {
    return files.computeIfAbsent(file, _ -> new DiskFile(file.live()));
  }

  /// Follows a call; true if it changed anything of the directory.
  boolean follow(SystemCall call) {
    return switch (call.name()) {
      case "open" -> open(call, 0);
      case "openat" -> open(call, 1);
      case "pwrite64" -> write(call);
      case "fsync", "fdatasync" -> sync(call);
      case "ftruncate" -> truncate(call);
      case "rename" -> rename(call);
      case "unlink" -> unlink(call);
      case "mkdir" -> false;
      default -> {
        if (call.arguments().stream().anyMatch(argument -> argument.contains(root + "/"))
            && call.arguments().stream().noneMatch(TracedDisk::isPassing)) {
          throw new IllegalStateException("cannot follow " + call);
        }
        yield false;
      }
    };
  }

  /// Files that no opening reads.
  private static boolean isPassing(String name) {
    return name.contains("-shm") || name.contains(".spill") || name.contains("(deleted)");
  }

  private @Nullable String name(String path) {
    return path.startsWith(root + "/") && !isPassing(path)
        ? path.substring(root.length() + 1)
        : null;
  }

  private @Nullable DiskFile file(SystemCall call) {
    String name = name(call.path(0));
    return name == null ? null : live.get(name);
  }

  private void named(Rename change) {
    names.add(change);
    apply(change, live);
  }

  private static void apply(Rename change, Map<String, DiskFile> names) {
    if (change.from != null) {
      names.remove(change.from);
    }
    if (change.to != null) {
      names.put(change.to, Objects.requireNonNull(change.file));
    }
  }

  private boolean open(SystemCall call, int argument) {
    String name = name(call.path(argument));
    if (name == null || !call.ends() || call.failed()) {
      return false;
    }
    String flags = call.arguments().get(argument + 1);
    DiskFile known = live.get(name);
    if (known == null) {
      if (!flags.contains("O_CREAT")) {
        throw new IllegalStateException("opened, though nobody made it: " + name);
      }
      named(new Rename(null, name, new DiskFile(new byte[0])));
      return true;
    }
    if (flags.contains("O_TRUNC")) {
      known.truncate(0);
    }
    return flags.contains("O_TRUNC");
  }

  private boolean write(SystemCall call) {
    DiskFile file = file(call);
    if (file == null) {
      return false;
    }
    if (call.begins()) {
      writing.put(call.thread(), file.write(call.number(3), call.bytes(1)));
    }
    Change change = Objects.requireNonNull(writing.get(call.thread()));
    if (call.ends()) {
      if (call.failed()) {
        file.failed(change);
      } else if (call.result() != call.number(2)) {
        throw new IllegalStateException("a short write: " + call);
      }
      change.completed();
    }
    return true;
  }

  private boolean sync(SystemCall call) {
    String path = call.path(0);
    if (path.equals(root)) {
      if (uncounted.test("")) {
        return false;
      }
      if (call.begins()) {
        syncingNames.put(call.thread(), names.size());
      }
      if (call.ends() && !call.failed()) {
        List<Rename> synced = names.subList(0, syncingNames.getOrDefault(call.thread(), 0));
        synced.forEach(change -> apply(change, durable));
        syncingNames.replaceAll((_, size) -> Math.max(0, size - synced.size()));
        synced.clear();
      }
      return true;
    }
    if (path.equals(String.valueOf(Path.of(root).getParent()))) {
      rootDurable |= call.ends() && !call.failed();
      return true;
    }
    DiskFile file = file(call);
    if (file == null || uncounted.test(path.substring(root.length() + 1))) {
      return false;
    }
    if (call.begins()) {
      syncing.put(call.thread(), file.completed());
    }
    if (call.ends() && !call.failed()) {
      file.synced(Objects.requireNonNull(syncing.get(call.thread())));
    }
    return true;
  }

  private boolean truncate(SystemCall call) {
    DiskFile file = file(call);
    if (file == null || !call.ends() || call.failed()) {
      return false;
    }
    file.truncate(call.number(1));
    return true;
  }

  private boolean rename(SystemCall call) {
    String from = name(call.path(0));
    String to = name(call.path(1));
    if (from == null || to == null || !call.ends() || call.failed()) {
      return false;
    }
    named(new Rename(from, to, Objects.requireNonNull(live.get(from))));
    return true;
  }

  private boolean unlink(SystemCall call) {
    String name = name(call.path(0));
    if (name == null || !call.ends() || call.failed()) {
      return false;
    }
    named(new Rename(name, null, null));
    return true;
  }

  /// Writes a directory that a loss of power right now may leave; none at all where even its name is
  /// lost.
  void rebuild(Path target, RandomGenerator random) throws IOException {
    boolean exists = rootDurable || random.nextBoolean();
    if (!exists) {
      return;
    }
    Map<String, DiskFile> present = new HashMap<>(durable);
    int kept = random.nextInt(4) == 0 ? names.size() : random.nextInt(names.size() + 1);
    names.subList(0, kept).forEach(change -> apply(change, present));
    Files.createDirectories(target);
    Fate common = FATES[random.nextInt(FATES.length)];
    boolean alike = random.nextBoolean();
    for (Map.Entry<String, DiskFile> entry : present.entrySet()) {
      Fate fate = alike ? common : FATES[random.nextInt(FATES.length)];
      Files.write(target.resolve(entry.getKey()), entry.getValue().after(fate, random));
    }
  }
}
