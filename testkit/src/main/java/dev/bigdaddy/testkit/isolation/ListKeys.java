package dev.bigdaddy.testkit.isolation;

import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.VirtualShard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The lists of one history: some in a spread table, some in a reference table, some in a whole table.
final class ListKeys {
  private static final int SPREAD = 8;
  private static final int OTHERS = 2;
  private static final int SHARDS = 8;

  private final List<Integer> all = new ArrayList<>();
  private final List<Integer> spread = new ArrayList<>();
  private final Map<Integer, String> tables = new HashMap<>();
  private final Map<Integer, Set<Integer>> nodes = new HashMap<>();

  private ListKeys() {}

  /// Makes the tables, if they are not there, and empty lists with the numbers from `first` on.
  static ListKeys make(BigDaddy database, int first, int nodeCount) {
    ListKeys keys = new ListKeys();
    database.sql(
        "CREATE TABLE IF NOT EXISTS spread_lists(k INTEGER PRIMARY KEY, v TEXT) /* SHARDS="
            + SHARDS + " */");
    database.sql(
        "CREATE TABLE IF NOT EXISTS reference_lists(k INTEGER PRIMARY KEY, v TEXT)"
            + " /* REFERENCE */");
    database.sql(
        "CREATE TABLE IF NOT EXISTS whole_lists(k INTEGER PRIMARY KEY, v TEXT) /* SHARDS=1 */");
    for (int i = 0; i < SPREAD + 2 * OTHERS; i++) {
      String table =
          i < SPREAD
              ? "spread_lists"
              : i < SPREAD + OTHERS ? "reference_lists" : "whole_lists";
      keys.all.add(first + i);
      keys.tables.put(first + i, table);
      database.sql("INSERT INTO " + table + " VALUES (?, '')", first + i);
    }
    keys.spread.addAll(keys.all.subList(0, SPREAD));
    keys.locate(database, nodeCount);
    return keys;
  }

  private void locate(BigDaddy database, int nodeCount) {
    TableLayout layout =
        TableLayout.spread(new TableName("spread_lists"), List.of("k"), SHARDS, nodeCount);
    Set<Integer> everywhere = new TreeSet<>();
    for (int node = 0; node < nodeCount; node++) {
      everywhere.add(node);
    }
    for (int key : all) {
      nodes.put(key, "reference_lists".equals(tables.get(key)) ? everywhere : Set.of(0));
    }
    for (List<@Nullable Object> row :
        database.sql("SELECT k, _virtualShard FROM spread_lists WHERE k >= ?", all.getFirst())
            .rows()) {
      int virtualShard = Integer.parseInt(String.valueOf(row.get(1)));
      nodes.put(
          Integer.parseInt(String.valueOf(row.get(0))),
          Set.of(layout.nodeOf(new VirtualShard(virtualShard)).number()));
    }
  }

  List<Integer> all() {
    return all;
  }

  List<Integer> spread() {
    return spread;
  }

  String table(int key) {
    return tables.getOrDefault(key, "");
  }

  Set<Integer> nodes(int key) {
    return nodes.getOrDefault(key, Set.of());
  }

  int some(RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }

  /// Two or three different ones of the spread table.
  List<Integer> someSpread(RandomGenerator random) {
    List<Integer> chosen = new ArrayList<>();
    int count = 2 + random.nextInt(2);
    while (chosen.size() < count) {
      int key = spread.get(random.nextInt(spread.size()));
      if (!chosen.contains(key)) {
        chosen.add(key);
      }
    }
    return chosen;
  }
}
