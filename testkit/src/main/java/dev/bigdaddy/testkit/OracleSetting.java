package dev.bigdaddy.testkit;

import dev.bigdaddy.engine.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A way to open Big Daddy in which each script must give plain SQLite's answers.
///
/// @param name what differences call it
public record OracleSetting(String name, Settings settings) {

  /// As a new user gets it: every table whole.
  public static OracleSetting defaults() {
    return new OracleSetting("defaults", Settings.defaults().with("synchronous", "OFF"));
  }

  /// Every table with eight shards. On two nodes commits are as durable as SQLite's own default in WAL
  /// mode, on four as ours, else not at all: each has a way of its own to commit.
  public static OracleSetting spreadOver(int nodes) {
    Settings settings =
        Settings.defaults()
            .with("synchronous", nodes == 2 ? "NORMAL" : nodes == 4 ? "FULL" : "OFF")
            .with("default_shards", "8")
            .with("nodes", Integer.toString(nodes));
    return new OracleSetting("8 shards on " + nodes + (nodes == 1 ? " node" : " nodes"), settings);
  }

  /// Four nodes; tables are spread only by their hints.
  public static OracleSetting hintsOnFourNodes() {
    return new OracleSetting("hints on 4 nodes", defaults().settings().with("nodes", "4"));
  }

  /// The settings in which everything must hold.
  public static List<OracleSetting> all() {
    List<OracleSetting> settings = new ArrayList<>();
    settings.add(defaults());
    for (int nodes : List.of(1, 2, 4, 8)) {
      settings.add(spreadOver(nodes));
    }
    return List.copyOf(settings);
  }

  /// The one of {@link #all()} with this name.
  public static Optional<OracleSetting> named(String name) {
    return all().stream().filter(setting -> setting.name().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name;
  }
}
