package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.ForeignKeyLink;
import dev.bigdaddy.conductor.schema.UniqueKey;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.SchemaObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How an INSERT, UPDATE or DELETE changes rows: one rung of the write ladder.
public sealed interface WritePlan {

  /// Rung 1: all that the statement, its triggers and foreign keys can touch lies on the home node.
  ///
  /// @param sql the statement
  /// @param rowids what it does to `last_insert_rowid()`
  /// @param sequences whether it may write what AUTOINCREMENT remembers, even without inserting a row
  record Home(NodeSql sql, RowidEffect rowids, boolean sequences) implements WritePlan {}

  /// The same beside tables of several nodes that are only read: for the time of the statement the
  /// session's own connection has them as temporary tables.
  ///
  /// @param loads the tables
  /// @param views shared views over them, as temporary ones
  record Lent(List<ReadPlan.Load> loads, List<ReadPlan.View> views, Home home)
      implements WritePlan {
    public Lent {
      loads = List.copyOf(loads);
      views = List.copyOf(views);
    }

    /// The nodes whose rows are read, and the one that writes.
    public Set<NodeId> nodes() {
      Set<NodeId> nodes = new TreeSet<>(Set.of(NodeId.HOME));
      loads.forEach(load -> nodes.addAll(load.nodes()));
      return nodes;
    }
  }

  /// What a statement does to `last_insert_rowid()`.
  enum RowidEffect {
    /// Nothing: no INSERT, or into a table without rowids.
    NONE,
    /// Sets it if it changes any row.
    SETS,
    /// May also change rows without setting it, as an UPSERT, or asks for the session's.
    MAY_SET
  }

  /// Rung 2: rows of known values, each sent to the node that its shard key says.
  ///
  /// @param table the spread table
  /// @param columns the columns that the rows give values for, as the node's table names them
  /// @param rows the rows, in the statement's order
  /// @param key for each column of the shard key where its value comes from
  /// @param rowid the place of the rowid or its alias among the columns, if the rows give it
  /// @param rowidName what the node's table calls the rowid; empty for a table without
  /// @param rivals keys that two nodes could violate together, with the places of their columns
  /// @param returning the RETURNING clause
  /// @param onConflict what becomes of a row that has a rival, if that is no error
  /// @param otherwise how SQLite does it, if the nodes cannot
  record SpreadInsert(
      UserTable table,
      List<String> columns,
      List<List<Scalar>> rows,
      List<KeySource> key,
      OptionalInt rowid,
      Optional<String> rowidName,
      List<Rival> rivals,
      Optional<NodeSql> returning,
      Optional<OnConflict> onConflict,
      Otherwise otherwise)
      implements WritePlan {
    public SpreadInsert {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      key = List.copyOf(key);
      rivals = List.copyOf(rivals);
    }
  }

  /// OR IGNORE, OR REPLACE or ON CONFLICT, where a row's rivals all lie on its own node.
  ///
  /// @param action which of them
  /// @param sql inserts one row; takes values of the row
  /// @param rivals counts the rows that share a unique key with it; the sources are its values
  record OnConflict(Action action, NodeSql sql, NodeSql rivals) {
    /// What is done.
    public enum Action {
      /// The row is left out.
      IGNORE,
      /// The rivals go.
      REPLACE,
      /// The rival is changed, or the row left out.
      UPSERT
    }
  }

  /// Where a column of the shard key gets its value.
  sealed interface KeySource {
    /// From the row.
    record Given(int column) implements KeySource {}

    /// From the column's DEFAULT; a constant NULL if it has none.
    record Default(Scalar value) implements KeySource {}

    /// It is the rowid.
    record Rowid() implements KeySource {}
  }

  /// A unique key whose equal rows may lie on different nodes.
  ///
  /// @param key the key
  /// @param columns the places of its columns in the inserted row; empty for one that is not given
  /// @param check asks a node for a row with this key, with one parameter a column
  /// @param byPlacement whether rivals have the same virtual shard, so that only one in flight matters
  record Rival(
      UniqueKey key, List<OptionalInt> columns, String check, boolean byPlacement) {}

  /// Rung 2: an UPDATE or DELETE that every node can do for its own rows.
  ///
  /// @param table the spread table
  /// @param route what narrows the nodes, if anything does
  /// @param sql the statement; with `returned` columns of our own at the end of its RETURNING
  /// @param deletes whether rows vanish
  /// @param assigned the folded names of the columns that an UPDATE assigns
  /// @param returning how many columns the user asked for; empty without RETURNING
  /// @param shardColumn whether the last returned column is the row's virtual shard
  /// @param orderColumn whether the column behind the user's is the rowid, by which rows are merged
  /// @param rivals keys that are assigned and that two nodes could violate together, with the places
  ///     of their columns among the returned ones
  /// @param otherwise how SQLite does it, if the nodes cannot
  record SpreadChange(
      UserTable table,
      Optional<KeyRoute> route,
      NodeSql sql,
      boolean deletes,
      Set<String> assigned,
      OptionalInt returning,
      boolean shardColumn,
      boolean orderColumn,
      List<Rival> rivals,
      Otherwise otherwise)
      implements WritePlan {
    public SpreadChange {
      assigned = Set.copyOf(assigned);
      rivals = List.copyOf(rivals);
    }
  }

  /// Rung 2 in two steps: a query finds the rows of an UPDATE or DELETE, and computes what depends on
  /// others; then each row is changed on its node.
  ///
  /// @param table the spread table
  /// @param search gives each row's key, then what else says where it lies, then the new values
  /// @param reason why no cheaper rung fitted the search
  /// @param nodes where all lies that the statement looks at: nothing there changes meanwhile
  /// @param columns the names of the key and of what else says where a row lies
  /// @param sql changes one row, and takes values of the search's row
  /// @param deletes whether rows vanish
  /// @param assigned the folded names of the columns that an UPDATE assigns
  /// @param returning how many columns the user asked for; empty without RETURNING
  /// @param orderColumn whether the column behind the user's is the rowid, by which rows are ordered
  /// @param joins whether a row can be found several times
  /// @param oneRow whether it does not hold if more than one row is found
  /// @param otherwise how SQLite does it
  record FoundChange(
      UserTable table,
      ReadPlan search,
      String reason,
      Set<NodeId> nodes,
      List<String> columns,
      NodeSql sql,
      boolean deletes,
      Set<String> assigned,
      OptionalInt returning,
      boolean orderColumn,
      boolean joins,
      boolean oneRow,
      Otherwise otherwise)
      implements WritePlan {
    public FoundChange {
      nodes = Set.copyOf(nodes);
      columns = List.copyOf(columns);
      assigned = Set.copyOf(assigned);
    }
  }

  /// An INSERT … SELECT whose rows are read first, and then inserted as rows of known values.
  ///
  /// @param table the table that gets them; empty if it is a virtual one
  /// @param search gives the rows, in the order of one file
  /// @param reason why no cheaper rung fitted the search
  /// @param nodes where all lies that the statement looks at: nothing there changes meanwhile
  /// @param batches how so and so many of them are inserted
  /// @param otherwise how SQLite does it
  record FoundInsert(
      Optional<UserTable> table,
      ReadPlan search,
      String reason,
      Set<NodeId> nodes,
      InsertBatches batches,
      Otherwise otherwise)
      implements WritePlan {
    public FoundInsert {
      nodes = Set.copyOf(nodes);
    }
  }

  /// The rung above a cheaper one, planned only if that turns out not to do: after an error, what SQLite
  /// says and leaves depends on the order of the rows. Safe for use by many threads.
  final class Otherwise {
    private final Supplier<Gathered> planner;
    private @Nullable Gathered plan;

    Otherwise(Supplier<Gathered> planner) {
      this.planner = planner;
    }

    /// The plan.
    public synchronized Gathered plan() {
      Gathered known = plan;
      if (known == null) {
        known = planner.get();
        plan = known;
      }
      return known;
    }
  }

  /// A reference table: the home node executes, the other copies follow.
  ///
  /// @param tables the reference tables that the statement can change
  /// @param home how the home node does it
  record Reference(List<UserTable> tables, Home home) implements WritePlan {
    public Reference {
      tables = List.copyOf(tables);
    }
  }

  /// Rung 3: SQLite runs the statement in a scratch database over all that it can touch, and what it
  /// changed there is applied to the nodes.
  ///
  /// @param tables the tables whose rows are loaded
  /// @param chain how the rows of these tables are found through others, if they can be
  /// @param search what finds the rows of the target before anything is loaded, if anything does
  /// @param temporaries the session's temporary tables, which are only read
  /// @param tableObjects the tables to be made, in the order in which they were made
  /// @param laterObjects indexes, views and triggers, made when the rows are there
  /// @param sequences tables with AUTOINCREMENT
  /// @param foreignKeys all foreign keys of tables that have one from or to a written table
  /// @param homeTriggers triggers on the home node that must not fire when changed rows are applied
  /// @param sql the statement
  /// @param flags the session's switches
  /// @param reason why no cheaper rung fitted
  record Gathered(
      List<GatheredTable> tables,
      Optional<KeyChain> chain,
      Optional<Search> search,
      List<ReadPlan.Load> temporaries,
      List<SchemaObject> tableObjects,
      List<SchemaObject> laterObjects,
      List<UserTable> sequences,
      List<ForeignKeyLink> foreignKeys,
      List<SchemaObject> homeTriggers,
      NodeSql sql,
      Set<WriterFlag> flags,
      String reason)
      implements WritePlan {
    public Gathered {
      tables = List.copyOf(tables);
      temporaries = List.copyOf(temporaries);
      tableObjects = List.copyOf(tableObjects);
      laterObjects = List.copyOf(laterObjects);
      sequences = List.copyOf(sequences);
      foreignKeys = List.copyOf(foreignKeys);
      homeTriggers = List.copyOf(homeTriggers);
      flags = Set.copyOf(flags);
    }

    /// The same where the rows of a table are loaded by keys, and lead to no others.
    public Gathered meeting(UserTable table, KeyedRows keyed) {
      return with(
          tables.stream()
              .map(known -> known.table().equals(table) ? known.by(keyed) : known)
              .toList(),
          Optional.empty(),
          search);
    }

    /// The same behind a search.
    Gathered with(Search first) {
      return with(tables, chain, Optional.of(first));
    }

    private Gathered with(
        List<GatheredTable> loaded, Optional<KeyChain> followed, Optional<Search> before) {
      return new Gathered(
          loaded,
          followed,
          before,
          temporaries,
          tableObjects,
          laterObjects,
          sequences,
          foreignKeys,
          homeTriggers,
          sql,
          flags,
          reason);
    }

    /// The nodes on which any of the rows can lie.
    public Set<NodeId> nodes() {
      Set<NodeId> nodes = new TreeSet<>();
      tables.forEach(table -> nodes.addAll(table.table().layout().nodes()));
      sequences.forEach(table -> nodes.addAll(table.layout().nodes()));
      if (!temporaries.isEmpty()) {
        // The session's own writer is the home node's while the statement runs.
        nodes.add(NodeId.HOME);
      }
      return nodes;
    }
  }

  /// A query that finds the rows of an UPDATE or DELETE.
  ///
  /// @param plan gives their rowids, or keys
  /// @param nodes where all lies that it looks at: nothing there changes meanwhile
  /// @param found what is done with its answer
  /// @param otherwise how SQLite does it without
  record Search(ReadPlan plan, Set<NodeId> nodes, Found found, Otherwise otherwise) {
    public Search {
      nodes = Set.copyOf(nodes);
    }

    /// What a query finds.
    public sealed interface Found {}

    /// Rowids.
    ///
    /// @param index the place among the statement's values that takes them, as a JSON array
    public record Rowids(int index) implements Found {}

    /// Values of which the keys are made by which the rows of a table are loaded.
    public record Keys(String table) implements Found {}
  }
}
