package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.engine.BigDaddy;
import dev.bigdaddy.engine.Settings;
import java.util.List;

/// The tables on which crashing processes work, so that each of their transactions leaves marks of its
/// number on several nodes.
final class CrashSchema {
  static final int ACCOUNTS = 24;
  static final int MONEY = 1000;

  private CrashSchema() {}

  /// Each row carries its transaction's number `tx`, and in `rows` how many rows with that number there
  /// are in all tables.
  static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE IF NOT EXISTS accounts(id INTEGER PRIMARY KEY, money INTEGER)"
              + " /* SHARDS=8 */",
          "CREATE TABLE IF NOT EXISTS parts(id INTEGER PRIMARY KEY AUTOINCREMENT, tx INTEGER,"
              + " rows INTEGER, steps INTEGER DEFAULT 0, label TEXT UNIQUE) /* SHARDS=8 */",
          "CREATE TABLE IF NOT EXISTS moves(tx INTEGER PRIMARY KEY, rows INTEGER, source INTEGER,"
              + " target INTEGER, amount INTEGER) /* SHARDS=8 */",
          "CREATE TABLE IF NOT EXISTS ref(tx INTEGER PRIMARY KEY, rows INTEGER, steps INTEGER)"
              + " /* REFERENCE */",
          "CREATE TABLE IF NOT EXISTS whole(tx INTEGER PRIMARY KEY, rows INTEGER,"
              + " at TEXT DEFAULT CURRENT_TIMESTAMP, chance INTEGER DEFAULT (random()))"
              + " /* SHARDS=1 */",
          "CREATE TABLE IF NOT EXISTS wide(id INTEGER PRIMARY KEY) /* SHARDS=1 */",
          "CREATE TABLE IF NOT EXISTS wider(id INTEGER PRIMARY KEY) /* SHARDS=5 */");

  static Settings settings(int nodes, String synchronous) {
    return Settings.defaults()
        .with("nodes", Integer.toString(nodes))
        .with("synchronous", synchronous)
        .with("busy_timeout", "10000");
  }

  /// Makes what is not there yet, one statement after the other, as a crash may end this anywhere.
  static void create(BigDaddy database) {
    STATEMENTS.forEach(database::sql);
    if (database.sql("SELECT 1 FROM accounts LIMIT 1").rows().isEmpty()) {
      StringBuilder accounts = new StringBuilder("INSERT INTO accounts VALUES ");
      for (int id = 0; id < ACCOUNTS; id++) {
        accounts.append(id == 0 ? "" : ", ").append("(%d, %d)".formatted(id, MONEY));
      }
      database.sql(accounts.toString());
    }
  }
}
