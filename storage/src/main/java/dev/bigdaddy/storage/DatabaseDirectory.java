package dev.bigdaddy.storage;

import dev.bigdaddy.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files of one database by name. It lists, deletes and renames them; node files themselves are
/// opened by SQLite alone, since closing one through Java would drop SQLite's locks on it.
///
/// While a database is made, a marker file says so, and `commit.log` comes last: a directory with
/// the log is a whole database, one with only the marker is the rest of a creation that a crash
/// stopped and may be made anew. Without the marker nothing is ever deleted. The names of all files
/// become durable together, so a loss of power may keep the log's and lose another: with the marker,
/// a log as it was made and not all files beside it, it is the rest of a creation, too.
record DatabaseDirectory(Path root) {
  private static final String LOG = "commit.log";
  private static final String LOCK = "bigdaddy.lock";
  private static final String MARKER = "bigdaddy.creating";
  private static final Pattern OURS =
      Pattern.compile(
          "(topology|node-\\d+)\\.db(-wal|-shm|-journal)?|commit\\.log(\\.new)?|epoch-.*\\.spill");
  private static final Pattern NODE = Pattern.compile("node-(\\d{1,9})\\.db");
  private static final Pattern SPILL = Pattern.compile("epoch-.*\\.spill");
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");

  Path log() {
    return root.resolve(LOG);
  }

  Path newLog() {
    return root.resolve(LOG + ".new");
  }

  Path lock() {
    return root.resolve(LOCK);
  }

  Path marker() {
    return root.resolve(MARKER);
  }

  Path file(NodeId id) {
    return root.resolve(id.fileName());
  }

  boolean isDatabase() {
    return Files.isRegularFile(log()) && !isHalfMade();
  }

  /// Whether only some of the names of a creation outlived a loss of power. The first epoch in the log
  /// makes all of them durable, and the log longer.
  private boolean isHalfMade() {
    boolean whole =
        Files.exists(file(NodeId.TOPOLOGY)) && Files.exists(file(NodeId.HOME));
    try {
      return !whole && Files.exists(marker()) && Files.size(log()) <= LogHeader.FIRST_LENGTH;
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot read " + log(), e);
    }
  }

  /// Refuses what is no database, without touching it.
  void requireDatabase() {
    if (!Files.exists(root)) {
      throw new StorageException(Kind.CANNOT_OPEN, "directory does not exist: " + root);
    }
    if (!Files.isDirectory(root)) {
      throw new StorageException(Kind.CANNOT_OPEN, "not a directory: " + root);
    }
    if (isDatabase()) {
      return;
    }
    if (Files.exists(file(NodeId.TOPOLOGY)) && !Files.exists(marker())) {
      throw new StorageException(Kind.CORRUPT_LOG, "commit.log is missing in " + root);
    }
    throw new StorageException(Kind.NOT_A_DATABASE, "not a Big Daddy database: " + root);
  }

  /// Makes the directory, or refuses one that holds anything else than the rest of a creation.
  void requireNew() {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new StorageException(Kind.CANNOT_OPEN, "not a directory: " + root);
    }
    try {
      make(root);
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot make directory " + root, e);
    }
    if (isDatabase()) {
      throw new StorageException(Kind.NOT_EMPTY, "already a Big Daddy database: " + root);
    }
    boolean interrupted = Files.exists(marker());
    for (Path file : list()) {
      String name = String.valueOf(file.getFileName());
      boolean known = name.equals(LOCK) || name.equals(MARKER);
      if (!known && !(interrupted && OURS.matcher(name).matches())) {
        throw new StorageException(
            Kind.NOT_EMPTY, "directory for a new database is not empty: " + root);
      }
    }
  }

  /// Makes a directory and those above it, whose names are durable at once; its own is once {@link
  /// #beginCreation} was called.
  private static void make(Path directory) throws IOException {
    if (Files.exists(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent == null) {
      throw new IOException("no such root: " + directory);
    }
    if (!Files.exists(parent)) {
      make(parent);
      sync(Objects.requireNonNull(parent.getParent()));
    }
    Files.createDirectories(directory);
  }

  /// Makes the directory's own name durable: what is committed in it is not lost with it. It may have
  /// been there before, since a process made it that was killed then.
  private void syncName() {
    Path parent = root.getParent();
    if (parent != null && Files.isReadable(parent)) {
      sync(parent);
    }
  }

  /// Marks the directory as being made, and removes the rest of a former attempt.
  void beginCreation() {
    requireNew();
    try {
      if (!Files.exists(marker())) {
        Files.createFile(marker());
        sync();
      }
      syncName();
      for (Path file : list()) {
        if (OURS.matcher(String.valueOf(file.getFileName())).matches()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot write in " + root, e);
    }
  }

  void endCreation() {
    deleteIfExists(marker());
  }

  /// Removes the files of a node that nobody has open.
  void deleteNode(NodeId id) {
    for (String suffix : SUFFIXES) {
      deleteIfExists(root.resolve(id.fileName() + suffix));
    }
  }

  /// The nodes that have a file, the topology aside.
  Set<NodeId> nodes() {
    Set<NodeId> nodes = new TreeSet<>();
    for (Path file : list()) {
      Matcher name = NODE.matcher(String.valueOf(file.getFileName()));
      if (name.matches()) {
        nodes.add(new NodeId(Integer.parseInt(name.group(1))));
      }
    }
    return nodes;
  }

  /// Removes what a killed process could not: spilled records and an unfinished log.
  void deleteLeftovers() {
    for (Path file : list()) {
      String name = String.valueOf(file.getFileName());
      if (SPILL.matcher(name).matches() || name.equals(LOG + ".new")) {
        deleteIfExists(file);
      }
    }
    deleteIfExists(marker());
  }

  /// Makes new, renamed and deleted names durable. An interrupt of the thread only delays it.
  void sync() {
    sync(root);
  }

  private static void sync(Path path) {
    boolean interrupted = false;
    try {
      while (true) {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
          directory.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = Thread.interrupted();
        }
      }
    } catch (IOException e) {
      throw new StorageException(Kind.IO, "cannot fsync directory " + path, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<Path> list() {
    try (Stream<Path> files = Files.list(root)) {
      return files.toList();
    } catch (IOException e) {
      throw new StorageException(Kind.CANNOT_OPEN, "cannot list directory " + root, e);
    }
  }

  private static void deleteIfExists(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException(Kind.IO, "cannot delete " + file, e);
    }
  }
}
