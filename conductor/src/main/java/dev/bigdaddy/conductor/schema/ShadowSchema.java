package dev.bigdaddy.conductor.schema;

import dev.bigdaddy.storage.ColumnOrigin;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import dev.bigdaddy.storage.StatementShape;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An empty in-memory SQLite database with the user's own schema, by which SQLite itself judges
/// statements: their errors, the names and types of their columns, and the plan that one plain file
/// would choose.
///
/// One object stands for one version of the schema and never changes; a schema change makes the next
/// one. It keeps a pool of connections, since a connection serves one thread. Safe for use by many
/// threads.
public final class ShadowSchema implements AutoCloseable {
  private static final int KEPT = 4;

  /// The switches that decide what SQLite prepares.
  private static final Set<WriterFlag> SHOWN =
      Set.of(WriterFlag.FOREIGN_KEYS, WriterFlag.RECURSIVE_TRIGGERS);

  private final byte[] image;
  private final List<SchemaObject> temporary;
  private final List<AttachedDatabase> attached;
  private final ConcurrentLinkedQueue<SqliteConnection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private ShadowSchema(
      byte[] image, List<SchemaObject> temporary, List<AttachedDatabase> attached) {
    this.image = image;
    this.temporary = List.copyOf(temporary);
    this.attached = List.copyOf(attached);
  }

  private ShadowSchema(SqliteConnection first, List<AttachedDatabase> attached) {
    this(
        first.serialize("main"),
        objects(first, "sqlite_temp_schema"),
        attached.stream().map(database -> database.on(first)).toList());
    idle.add(first);
  }

  /// Builds the schema of a database that was just opened.
  public static ShadowSchema of(List<SchemaObject> objects) {
    return new ShadowSchema(made(objects), List.of());
  }

  /// An empty database with these objects, as the bytes of its file.
  static byte[] imageOf(List<SchemaObject> objects) {
    try (SqliteConnection made = made(objects)) {
      return made.serialize("main");
    }
  }

  private static SqliteConnection made(List<SchemaObject> objects) {
    SqliteConnection connection = SqliteConnection.inMemory();
    // An empty database has no page yet, and nothing to serialize.
    connection.execute("PRAGMA user_version = 0");
    connection.execute("CREATE TABLE _bigdaddy_first_page(x)");
    connection.execute("DROP TABLE _bigdaddy_first_page");
    for (SchemaObject object : objects) {
      boolean replayed =
          object.sql() != null && !object.name().startsWith("sqlite_") && !exists(connection, object);
      if (replayed) {
        connection.execute(Objects.requireNonNull(object.sql()));
      } else if (isFigures(object.name()) && !exists(connection, object)) {
        connection.execute("ANALYZE");
      }
    }
    dropOtherFigures(connection, objects);
    return connection;
  }

  /// Whether a name is one of the tables that only ANALYZE makes, all at once.
  private static boolean isFigures(String name) {
    return name.startsWith("sqlite_stat");
  }

  private static void dropOtherFigures(SqliteConnection connection, List<SchemaObject> wanted) {
    for (SchemaObject made : objects(connection, "sqlite_schema")) {
      boolean kept = wanted.stream().anyMatch(object -> object.name().equals(made.name()));
      if (isFigures(made.name()) && !kept) {
        connection.execute("DROP TABLE " + made.name());
      }
    }
  }

  /// A virtual table's CREATE makes its shadow tables too.
  private static boolean exists(SqliteConnection connection, SchemaObject object) {
    return exists(connection, "sqlite_schema", object.type(), object.name());
  }

  private static boolean exists(
      SqliteConnection connection, String table, String type, String name) {
    try (RowCursor rows =
        connection.query(
            "SELECT 1 FROM " + table + " WHERE type = ? AND name = ? COLLATE NOCASE",
            type,
            name)) {
      return rows.next();
    }
  }

  /// SQLite keeps the text of a temporary object without the word TEMP.
  ///
  ///     CREATE TABLE t(a)
  ///     CREATE TEMP TABLE t(a)
  private static void makeTemporary(SqliteConnection connection, SchemaObject object) {
    String sql = object.sql();
    if (sql == null || object.name().startsWith("sqlite_")) {
      return;
    }
    boolean made = exists(connection, "sqlite_temp_schema", object.type(), object.name());
    if (!made && !isOrphan(connection, object)) {
      connection.execute(inTemp(sql, object));
    }
  }

  /// An index goes where its table is.
  private static String inTemp(String sql, SchemaObject object) {
    if (object.type().equals("index")) {
      return sql;
    }
    return sql.startsWith("CREATE VIRTUAL ")
        ? virtualInTemp(sql, object)
        : "CREATE TEMP" + sql.substring("CREATE".length());
  }

  /// A virtual table takes no TEMP: the schema stands before its name.
  private static String virtualInTemp(String sql, SchemaObject object) {
    int using = sql.toUpperCase(Locale.ROOT).indexOf(" USING ");
    String name = object.name().replace("\"", "\"\"");
    return "CREATE VIRTUAL TABLE temp.\"" + name + "\"" + sql.substring(using);
  }

  /// As in SQLite, a trigger whose table another session has dropped is asleep.
  private static boolean isOrphan(SqliteConnection connection, SchemaObject object) {
    return object.type().equals("trigger")
        && Stream.of("table", "view")
            .noneMatch(
                type ->
                    exists(connection, "sqlite_schema", type, object.tableName())
                        || exists(connection, "sqlite_temp_schema", type, object.tableName()));
  }

  /// Prepares a statement without running it.
  ///
  /// @throws dev.bigdaddy.storage.StorageException with SQLite's own error if it does not prepare
  public StatementShape describe(String sql) {
    return use(connection -> connection.describe(sql));
  }

  /// The same of a statement that runs with some switches on. Two of them show while SQLite prepares:
  /// where foreign keys are enforced it looks for parents, and for the keys that they are referred to
  /// by; where triggers are recursive it looks into those of the rows that REPLACE deletes.
  public StatementShape describe(String sql, Set<WriterFlag> flags) {
    List<WriterFlag> shown = SHOWN.stream().filter(flags::contains).toList();
    if (shown.isEmpty()) {
      return describe(sql);
    }
    return use(
        connection -> {
          shown.forEach(flag -> connection.execute(flag.pragma(WriterFlag.Switch.ON)));
          try {
            return connection.describe(sql);
          } finally {
            shown.forEach(flag -> connection.execute(flag.pragma(WriterFlag.Switch.OFF)));
          }
        });
  }

  /// Where the columns of a query's answer come from.
  public List<ColumnOrigin> origins(String sql) {
    return use(connection -> connection.origins(sql));
  }

  /// SQLite's plan for a statement on one plain file with this schema.
  ///
  /// @param values those of its parameters: SQLite looks at some, as that of LIMIT
  public QueryPlan queryPlan(String sql, @Nullable Object[] values) {
    return use(
        connection -> {
          List<String> steps = new ArrayList<>();
          List<String> nested = new ArrayList<>();
          List<String> all = new ArrayList<>();
          String explain = "EXPLAIN QUERY PLAN " + sql;
          try (RowCursor rows = connection.query(explain, values)) {
            boolean complete = false;
            while (rows.next()) {
              String step = Objects.requireNonNull(rows.textAt(3));
              all.add(step);
              if (rows.longAt(1) == 0) {
                steps.add(step);
                complete = !nested.isEmpty();
              } else if (!complete) {
                nested.add(step);
              }
            }
          }
          return new QueryPlan(steps, nested, all);
        });
  }

  /// Runs a DDL statement on a copy: the next version of the schema, or SQLite's own error.
  public ShadowSchema apply(String ddl) {
    SqliteConnection copy = open();
    try {
      copy.execute(ddl);
      return new ShadowSchema(copy, attached);
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /// The rows of `sqlite_schema`.
  public List<SchemaObject> objects() {
    return use(connection -> objects(connection, "sqlite_schema"));
  }

  /// The rows of `sqlite_temp_schema`.
  public List<SchemaObject> temporary() {
    return temporary;
  }

  /// The databases that the session attached.
  public List<AttachedDatabase> attached() {
    return attached;
  }

  /// The same schema for a session that has this for itself.
  ShadowSchema withOwn(List<SchemaObject> temporaries, List<AttachedDatabase> databases) {
    return new ShadowSchema(image, temporaries, databases);
  }

  /// Whether it holds what one session has for itself.
  public boolean hasOwn() {
    return !temporary.isEmpty() || !attached.isEmpty();
  }

  /// The same schema as all sessions see it.
  public ShadowSchema shared() {
    return new ShadowSchema(image, List.of(), List.of());
  }

  static List<SchemaObject> objects(SqliteConnection connection, String table) {
    List<SchemaObject> objects = new ArrayList<>();
    try (RowCursor rows =
        connection.query("SELECT type, name, tbl_name, sql FROM " + table + " ORDER BY rowid")) {
      while (rows.next()) {
        objects.add(
            new SchemaObject(
                Objects.requireNonNull(rows.textAt(0)),
                Objects.requireNonNull(rows.textAt(1)),
                Objects.requireNonNull(rows.textAt(2)),
                rows.textAt(3)));
      }
    }
    return objects;
  }

  /// A copy of its own for rows.
  public SchemaCopy copy() {
    SqliteConnection connection = open();
    try {
      return new SchemaCopy(connection, attached);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /// Lends a connection for the time of a call.
  public <T> T use(Function<SqliteConnection, T> work) {
    SqliteConnection connection = take();
    try {
      return work.apply(connection);
    } finally {
      giveBack(connection);
    }
  }

  /// Takes a connection for a statement that reads the schema; {@link #giveBack} ends the loan.
  public SqliteConnection take() {
    SqliteConnection connection = idle.poll();
    return connection == null ? open() : connection;
  }

  /// Ends a loan.
  public void giveBack(SqliteConnection connection) {
    if (closed || idle.size() >= KEPT) {
      connection.close();
    } else {
      idle.add(connection);
    }
  }

  private SqliteConnection open() {
    SqliteConnection connection = SqliteConnection.inMemory();
    try {
      connection.deserialize("main", image);
      attached.forEach(database -> database.attachTo(connection));
      temporary.forEach(object -> makeTemporary(connection, object));
      return connection;
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    for (SqliteConnection c = idle.poll(); c != null; c = idle.poll()) {
      c.close();
    }
  }
}
