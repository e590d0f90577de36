package dev.bigdaddy.storage;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection that writes a node, and the switches as they stand on it. Used by whoever holds the
/// node's turn.
final class NodeWriter {
  private final SqliteConnection connection;
  private final EnumSet<WriterFlag> flags = EnumSet.noneOf(WriterFlag.class);

  /// Null if it is not known.
  private @Nullable Synchronous level;

  NodeWriter(SqliteConnection connection) {
    this.connection = connection;
  }

  SqliteConnection connection() {
    return connection;
  }

  /// The flags that are on.
  Set<WriterFlag> flags() {
    return Set.copyOf(flags);
  }

  /// Sets what SQLite lets nobody change inside a transaction. These pragmas work while they are
  /// prepared, so a cached statement would do nothing.
  void prepare(Synchronous wanted, Set<WriterFlag> wantedFlags) {
    if (level != wanted) {
      level = null;
      connection.execute("PRAGMA synchronous = " + wanted);
      level = wanted;
    }
    if (!flags.equals(wantedFlags)) {
      for (WriterFlag flag : WriterFlag.values()) {
        boolean on = wantedFlags.contains(flag);
        if (on != flags.contains(flag)) {
          connection.execute(flag.pragma(on ? WriterFlag.Switch.ON : WriterFlag.Switch.OFF));
          boolean unused = on ? flags.add(flag) : flags.remove(flag);
        }
      }
    }
  }
}
