package dev.bigdaddy.testkit.crash;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.Session;
import dev.bigdaddy.engine.BigDaddy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One session's transactions of all kinds, each told before and after to a {@link Ledger}'s lines.
/// Used by one thread.
final class CrashLoad {
  /// Columns that may be added to the wide table.
  private static final int MOST_COLUMNS = 30;

  /// Which transactions are likely.
  enum Profile {
    MIXED,
    SCHEMA,
    SINGLE,
    MOVING
  }

  /// Whether its calls may fail.
  enum Disk {
    SOUND,
    FAILING
  }

  private final BigDaddy database;
  private final Disk disk;
  private final Session session;
  private final Consumer<String> lines;
  private final Profile profile;
  private final RandomGenerator random;
  private final int step;
  private final List<Long> deletable = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();
  private final List<String> indexes = new ArrayList<>();
  private final List<String> views = new ArrayList<>();
  private int columns;
  private long tx;

  CrashLoad(
      BigDaddy database,
      Disk disk,
      Consumer<String> lines,
      Profile profile,
      long first,
      int step,
      RandomGenerator random) {
    this.database = database;
    this.disk = disk;
    this.session = database.session();
    this.lines = lines;
    this.profile = profile;
    this.tx = first;
    this.step = step;
    this.random = random;
  }

  /// One transaction.
  void next() {
    tx += step;
    int kind = random.nextInt(100);
    int schema =
        switch (profile) {
          case MIXED -> 12;
          case SCHEMA -> 80;
          case SINGLE, MOVING -> 2;
        };
    if (random.nextInt(profile == Profile.MOVING ? 12 : 60) == 0) {
      reshard();
    } else if (kind < schema) {
      changeSchema();
    } else if (profile == Profile.SINGLE && random.nextInt(4) > 0) {
      attempt("+tx:" + tx, () -> parts(tx, 1, 1));
    } else {
      changeRows();
    }
  }

  private void attempt(String facts, Runnable work) {
    lines.accept("i " + facts);
    try {
      work.run();
      lines.accept("a " + facts);
    } catch (BigDaddyException e) {
      rollback();
      if (e.code() == ErrorCode.BUSY || e.code() == ErrorCode.JOB_RUNNING) {
        lines.accept("n " + facts);
      } else {
        failed(facts, e);
      }
    }
  }

  /// An error of the disk, where some are expected, leaves open what became of the transaction; what
  /// is there must still be readable.
  private void failed(String facts, BigDaddyException e) {
    boolean expected = disk == Disk.FAILING && e.code() == ErrorCode.IO;
    String error = facts + ": " + e.code() + " " + e.getMessage();
    lines.accept((expected ? "u " : "e ") + error);
    if (expected) {
      try (Session reader = database.session()) {
        reader.sql("SELECT count(*) FROM parts");
        lines.accept("r ok");
      } catch (BigDaddyException refused) {
        lines.accept("r " + refused.code() + " " + refused.getMessage());
      }
    }
  }

  private void rollback() {
    try {
      if (session.inTransaction()) {
        session.sql("ROLLBACK");
      }
    } catch (BigDaddyException e) {
      failed("rollback", e);
    }
  }

  private void begin() {
    session.sql(random.nextBoolean() ? "BEGIN" : "BEGIN IMMEDIATE");
  }

  // Rows.

  private void changeRows() {
    switch (random.nextInt(11)) {
      case 10 -> copied();
      case 0, 1, 2 -> transfer();
      case 3 -> attempt("+tx:" + tx, () -> parts(tx, 1, 1));
      case 4 -> many();
      case 5, 6 -> withSavepoints();
      case 7 -> undone();
      case 8 -> step();
      default -> deleteOrCheckpoint();
    }
  }

  private void parts(long number, int count, int rows) {
    StringBuilder sql = new StringBuilder("INSERT INTO parts(tx, rows, label) VALUES ");
    for (int i = 0; i < count; i++) {
      sql.append(i == 0 ? "" : ", ").append("(%d, %d, '%d-%d')".formatted(number, rows, number, i));
    }
    session.sql(sql.toString());
  }

  private void transfer() {
    int source = random.nextInt(CrashSchema.ACCOUNTS);
    int target = random.nextInt(CrashSchema.ACCOUNTS);
    int amount = random.nextInt(100);
    int count = random.nextInt(4);
    attempt(
        "+tx:" + tx,
        () -> {
          begin();
          session.sql("UPDATE accounts SET money = money - ? WHERE id = ?", amount, source);
          session.sql(
              "INSERT INTO moves VALUES (?, ?, ?, ?, ?)", tx, 1 + count, source, target, amount);
          session.sql("UPDATE accounts SET money = money + ? WHERE id = ?", amount, target);
          if (count > 0) {
            parts(tx, count, 1 + count);
          }
          session.sql("COMMIT");
        });
  }

  /// Many rows by one statement, which makes the WALs grow.
  private void many() {
    int count = random.nextInt(8) == 0 ? 400 : 2 + random.nextInt(6);
    attempt("+tx:" + tx, () -> parts(tx, count, count));
  }

  /// Rows of several nodes are read first, and what they give is written on the home node alone.
  private void copied() {
    int source = random.nextInt(CrashSchema.ACCOUNTS);
    attempt(
        "+tx:" + tx,
        () ->
            session.sql(
                "INSERT INTO whole(tx, rows) SELECT ?, 1 FROM accounts WHERE money > -1000000000"
                    + " ORDER BY id LIMIT 1 OFFSET ?",
                tx,
                source));
  }

  private void withSavepoints() {
    int count = 1 + random.nextInt(4);
    attempt(
        "+tx:" + tx,
        () -> {
          begin();
          session.sql("INSERT INTO whole(tx, rows) VALUES (?, ?)", tx, 2 + count);
          session.sql("SAVEPOINT inner");
          parts(-tx, 3, 3);
          session.sql("INSERT INTO ref VALUES (?, 1, 0)", -tx);
          session.sql("ROLLBACK TO inner");
          parts(tx, count, 2 + count);
          session.sql("RELEASE inner");
          session.sql("INSERT INTO ref VALUES (?, ?, 0)", tx, 2 + count);
          session.sql("COMMIT");
        });
    deletable.add(tx);
  }

  private void undone() {
    try {
      begin();
      parts(-tx, 4, 4);
      session.sql("INSERT INTO whole(tx, rows) VALUES (?, 1)", -tx);
      session.sql("UPDATE accounts SET money = 0");
      session.sql("ROLLBACK");
    } catch (BigDaddyException e) {
      rollback();
      if (e.code() != ErrorCode.BUSY) {
        failed("undone", e);
      }
    }
  }

  /// An UPDATE over all nodes, of which half would show, though it is no fact of its own.
  private void step() {
    if (!deletable.isEmpty()) {
      long chosen = deletable.get(random.nextInt(deletable.size()));
      attempt(
          "+tx:" + tx,
          () -> {
            begin();
            session.sql("UPDATE parts SET steps = steps + 1 WHERE tx = ?", chosen);
            session.sql("UPDATE ref SET steps = steps + 1");
            parts(tx, 2, 2);
            session.sql("COMMIT");
          });
    }
  }

  private void deleteOrCheckpoint() {
    if (deletable.isEmpty() || random.nextInt(4) == 0) {
      try {
        database.checkpoint();
      } catch (BigDaddyException e) {
        // As every other call is, it may be turned away while a node is reopened after a failure.
        if (disk != Disk.FAILING || e.code() != ErrorCode.BUSY) {
          failed("checkpoint", e);
        }
      }
      return;
    }
    long chosen = deletable.removeLast();
    attempt(
        "-tx:" + chosen,
        () -> {
          begin();
          session.sql("DELETE FROM parts WHERE tx = ?", chosen);
          session.sql("DELETE FROM ref WHERE tx = ?", chosen);
          session.sql("DELETE FROM whole WHERE tx = ?", chosen);
          session.sql("COMMIT");
        });
  }

  /// Rows move from now on, in the background, a few at a time. Nothing that anybody reads changes.
  private void reshard() {
    String table = random.nextInt(3) == 0 ? "wider" : "parts";
    int shards = table.equals("wider") ? 1 + random.nextInt(6) : 2 + random.nextInt(8);
    try {
      session.sql("ALTER TABLE " + table + " MODIFY BLOCK_SIZE " + (5 + random.nextInt(40)));
      session.sql("ALTER TABLE " + table + " RESHARD " + shards);
    } catch (BigDaddyException e) {
      boolean turnedAway = e.code() == ErrorCode.BUSY || e.code() == ErrorCode.JOB_RUNNING;
      if (!turnedAway && !String.valueOf(e.getMessage()).endsWith("has one shard already")) {
        failed("reshard", e);
      }
    }
  }

  // Schema.

  private void changeSchema() {
    switch (random.nextInt(6)) {
      case 0 -> createTableAlone();
      case 1 -> createTable();
      case 2 -> dropTable();
      case 3 -> index();
      case 4 -> view();
      default -> addColumn();
    }
  }

  private String hint() {
    return switch (random.nextInt(4)) {
      case 0 -> " /* REFERENCE */";
      case 1 -> " /* SHARDS=1 */";
      default -> " /* SHARDS=" + (2 + random.nextInt(7)) + " */";
    };
  }

  private void createTableAlone() {
    String name = "a_" + tx;
    attempt(
        "+table:" + name,
        () -> session.sql("CREATE TABLE " + name + "(id INTEGER PRIMARY KEY, v)" + hint()));
    tables.add(name);
  }

  private void createTable() {
    String name = "x_" + tx;
    attempt(
        "+tx:" + tx + " +table:" + name,
        () -> {
          begin();
          session.sql("CREATE TABLE " + name + "(id INTEGER PRIMARY KEY, v)" + hint());
          parts(tx, 2, 2);
          session.sql("INSERT INTO " + name + " VALUES (1, 'a'), (2, 'b'), (3, 'c')");
          session.sql("COMMIT");
        });
    tables.add(name);
  }

  private void dropTable() {
    if (!tables.isEmpty()) {
      String name = tables.removeFirst();
      attempt(
          "+tx:" + tx + " -table:" + name,
          () -> {
            begin();
            parts(tx, 2, 2);
            session.sql("DROP TABLE IF EXISTS " + name);
            session.sql("COMMIT");
          });
    }
  }

  private void index() {
    if (indexes.size() > 2) {
      String name = indexes.removeFirst();
      attempt("-index:" + name, () -> session.sql("DROP INDEX IF EXISTS " + name));
      return;
    }
    String name = "i_" + tx;
    String table = random.nextBoolean() ? "parts" : "ref";
    attempt(
        "+index:" + name,
        () -> session.sql("CREATE INDEX " + name + " ON " + table + "(rows, tx)"));
    indexes.add(name);
  }

  private void view() {
    if (views.size() > 2) {
      String name = views.removeFirst();
      attempt("-view:" + name, () -> session.sql("DROP VIEW IF EXISTS " + name));
      return;
    }
    String name = "v_" + tx;
    String table = random.nextBoolean() ? "parts" : "whole";
    attempt(
        "+view:" + name, () -> session.sql("CREATE VIEW " + name + " AS SELECT * FROM " + table));
    views.add(name);
  }

  private void addColumn() {
    if (columns++ < MOST_COLUMNS) {
      String table = random.nextBoolean() ? "wide" : "wider";
      attempt(
          "+column:c_" + tx,
          () -> session.sql("ALTER TABLE " + table + " ADD COLUMN c_" + tx + " INTEGER"));
    }
  }
}
