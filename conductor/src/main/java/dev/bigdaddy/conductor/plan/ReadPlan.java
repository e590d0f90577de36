package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.Collation;
import dev.bigdaddy.conductor.schema.ShadowSchema;
import dev.bigdaddy.conductor.schema.UserTable;
import dev.bigdaddy.storage.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// How a SELECT gets its rows: one rung of the read ladder. Everything that does not depend on the
/// parameters' values is decided here, once.
public sealed interface ReadPlan {

  /// Rung 1: one node, known without looking at a value.
  record OneNode(NodeId node, NodeSql sql) implements ReadPlan {}

  /// Rung 1 through the connection on which the session's temporary objects are.
  ///
  /// @param reads what else is read
  record OwnHome(NodeSql sql, Reads reads) implements ReadPlan {
    static OwnHome of(NodeSql sql, TableUses uses) {
      if (uses.onlyTemporary()) {
        return new OwnHome(sql, Reads.TEMPORARY_ONLY);
      }
      return new OwnHome(sql, uses.tables().isEmpty() ? Reads.ATTACHED : Reads.HOME_TOO);
    }
  }

  /// What a statement over the session's own objects reads.
  enum Reads {
    /// Nothing that another session could change.
    TEMPORARY_ONLY,
    /// Attached databases, which a transaction must see as of one instant.
    ATTACHED,
    /// Tables of the home node too.
    HOME_TOO
  }

  /// The user's schema answers, without any node.
  record SchemaOnly(NodeSql sql) implements ReadPlan {}

  /// A check that each node makes of itself: the complaints of all, or that there are none.
  ///
  /// @param most so many complaints at the most
  record Checks(List<NodeId> nodes, NodeSql sql, long most) implements ReadPlan {
    public Checks {
      nodes = List.copyOf(nodes);
    }
  }

  /// Rungs 1 to 4: a spread table, or several that lie alike.
  ///
  /// @param table the table whose shards are asked
  /// @param route what narrows the shards, if anything does
  /// @param alone the statement if a single node is left
  /// @param merge how several nodes' answers become one; empty if the route never leaves several
  record Spread(UserTable table, Optional<KeyRoute> route, NodeSql alone, Optional<Merge> merge)
      implements ReadPlan {}

  /// Rung 6: the needed rows are loaded into a scratch database, where SQLite runs the statement.
  ///
  /// @param schema the schema that a copy of has all tables and views; empty if they are made as needed
  /// @param virtualTables made first; the tables in which they keep everything are among the loads
  /// @param loads the tables
  /// @param schemas the names of attached databases of which tables are loaded
  /// @param own the session's temporary tables, and those of attached databases
  /// @param views the views over them, each behind those it uses
  /// @param sensitiveLike whether LIKE tells upper from lower case
  record Gather(
      Optional<ShadowSchema> schema,
      List<VirtualTable> virtualTables,
      List<Load> loads,
      List<String> schemas,
      List<Load> own,
      List<View> views,
      NodeSql statement,
      boolean sensitiveLike)
      implements ReadPlan {
    /// The same where LIKE tells upper from lower case.
    Gather withSensitiveLike() {
      return new Gather(schema, virtualTables, loads, schemas, own, views, statement, true);
    }

    public Gather {
      virtualTables = List.copyOf(virtualTables);
      schemas = List.copyOf(schemas);
      loads = List.copyOf(loads);
      own = List.copyOf(own);
      views = List.copyOf(views);
    }
  }

  /// Rung 5: sub-results are computed first, each by its own best plan, and sent along to the nodes of
  /// the main statement, where they are temporary tables or parameters.
  ///
  /// @param nodes all nodes that any part of it reads, so that all of it sees one instant
  /// @param subResults in the order in which they are computed
  /// @param main the statement that uses them
  /// @param mainNodes the nodes that need the tables
  /// @param sentTables the user's tables of which rows are sent, by which ways to run a statement are
  ///     compared
  /// @param otherwise what runs if a sub-result fails, since SQLite might never have computed it, or
  ///     if it is too large
  record Staged(
      Set<NodeId> nodes,
      List<SubResult> subResults,
      ReadPlan main,
      Set<NodeId> mainNodes,
      List<SentRows> sentTables,
      Later<Gather> otherwise)
      implements ReadPlan {
    public Staged {
      nodes = Set.copyOf(nodes);
      subResults = List.copyOf(subResults);
      mainNodes = Set.copyOf(mainNodes);
      sentTables = List.copyOf(sentTables);
    }
  }

  /// Several ways to send sub-results: the sizes of the tables decide when the statement runs.
  record Choice(Set<NodeId> nodes, List<Staged> ways) implements ReadPlan {
    public Choice {
      nodes = Set.copyOf(nodes);
      ways = List.copyOf(ways);
    }
  }

  /// Rows of a table that are sent along.
  ///
  /// @param filtered whether a condition leaves some of them out
  record SentRows(UserTable table, boolean filtered) {}

  /// What is computed before the main statement.
  ///
  /// @param sql the statement, for explanations
  /// @param use what becomes of its rows
  record SubResult(ReadPlan plan, String sql, SubResultUse use) {}

  /// What becomes of a sub-result.
  sealed interface SubResultUse {
    /// A temporary table on each node that needs it.
    ///
    /// @param name what it is read by
    /// @param rows the table's own name: another one if it is read through a view
    /// @param ddl what makes it
    /// @param columns how many columns it has
    /// @param then what is made once the rows are there: an index, a view
    record Table(String name, String rows, String ddl, int columns, List<String> then)
        implements SubResultUse {
      public Table {
        then = List.copyOf(then);
      }

      /// Whether it is read through a view.
      public boolean viewed() {
        return !name.equals(rows);
      }
    }

    /// Its first value, NULL if there is none, becomes a value of the main statement.
    record Value(int index) implements SubResultUse {}

    /// Whether it has a row, as 1 or 0, becomes a value of the main statement.
    record Presence(int index) implements SubResultUse {}
  }

  /// A virtual table in the scratch database, empty as CREATE makes it.
  record VirtualTable(String name, String ddl) {}

  /// A view in the scratch database.
  ///
  /// @param name quoted, with its schema where that must be said
  record View(String name, String ddl) {}

  /// How several nodes' answers become one.
  sealed interface Merge {
    /// What each node runs.
    NodeSql nodeSql();

    /// Whether it gives one node's rows an order that the node alone may not give them: its table has
    /// a column more than the user's, so that SQLite may find an index better than the table itself.
    boolean ordersRows();
  }

  /// Rung 3: sorted streams are merged.
  ///
  /// @param nodeSql what each node runs
  /// @param terms the common order; its columns may lie behind the visible ones
  /// @param visibleColumns leading columns that the user sees
  /// @param distinct the columns' collations if equal neighbours are one row, else empty
  /// @param limit LIMIT and OFFSET
  /// @param skip how a deep OFFSET is reached, if rows come by rowid
  /// @param otherwise what runs if a row fails that SQLite may never have come upon behind LIMIT; empty if
  ///     none can fail
  record Stream(
      NodeSql nodeSql,
      List<MergeTerm> terms,
      int visibleColumns,
      List<Collation> distinct,
      Optional<RowLimit> limit,
      Optional<Skip> skip,
      Optional<Later<Gather>> otherwise)
      implements Merge {
    public Stream {
      terms = List.copyOf(terms);
      distinct = List.copyOf(distinct);
    }

    @Override
    public boolean ordersRows() {
      return true;
    }
  }

  /// How the rows before a deep OFFSET stay on their nodes: each says which row it has so and so far, and
  /// before the first of all these, the pivot, are only rows to be skipped, which the nodes count.
  ///
  /// @param nth the order's values of the row behind so many rows of a node
  /// @param before how many rows a node has before the pivot
  /// @param from the node's statement from the pivot on
  /// @param nthIndex the place among the values of that many
  /// @param pivotIndexes the places of the pivot's values
  /// @param terms how they are compared
  record Skip(
      NodeSql nth,
      NodeSql before,
      NodeSql from,
      int nthIndex,
      List<Integer> pivotIndexes,
      List<MergeTerm> terms) {
    public Skip {
      pivotIndexes = List.copyOf(pivotIndexes);
      terms = List.copyOf(terms);
    }
  }

  /// Rung 4: each node aggregates its own rows; a last statement in a scratch database does the rest.
  ///
  /// @param nodeSql what each node runs
  /// @param partTable the CREATE TABLE of the table that takes the nodes' rows
  /// @param columns how many columns it has
  /// @param guards columns that tell whether the nodes' answers may be joined: if the total of one
  ///     reaches 2^62, the order of the rows may matter
  /// @param statement the last statement
  /// @param ordersRows whether the order of its rows is told by it, not by the nodes
  /// @param otherwise what runs if a guard, or an overflow on a node, says no
  record Partial(
      NodeSql nodeSql,
      String partTable,
      int columns,
      List<Integer> guards,
      NodeSql statement,
      boolean ordersRows,
      Later<Merge> otherwise)
      implements Merge {
    public Partial {
      guards = List.copyOf(guards);
    }
  }

  /// Several nodes' answers cannot be merged: the rows are gathered unless one node has them all.
  record GatherInstead(Later<Gather> gather, NodeSql nodeSql) implements Merge {
    @Override
    public boolean ordersRows() {
      return false;
    }
  }

  /// One table's rows on their way into the scratch database.
  ///
  /// @param table the table's name, for statistics
  /// @param nodes where its rows lie
  /// @param route what narrows the nodes, if anything does
  /// @param ddl what makes the table; what empties one that was made with another
  /// @param target the table that takes the rows, quoted, with its schema where that is not `main`
  /// @param loaded the names of the columns that are loaded
  /// @param nodeSql what each node runs
  /// @param schemaAt where in its text the name of a schema may stand before the table's, so that it
  ///     reads an attached node; -1 if nowhere
  /// @param after what is made once the rows are there: indexes
  record Load(
      String table,
      List<NodeId> nodes,
      Optional<KeyRoute> route,
      String ddl,
      String target,
      List<String> loaded,
      NodeSql nodeSql,
      int schemaAt,
      List<String> after) {
    /// What takes away what was made here, if anything was.
    public Optional<String> drop() {
      return ddl.startsWith("CREATE")
          ? Optional.of("DROP TABLE " + target)
          : Optional.empty();
    }

    /// The table with its column list, for INSERT.
    public String into() {
      return target + "(" + SqlText.quoteAll(loaded) + ")";
    }

    /// How many columns are loaded.
    public int columns() {
      return loaded.size();
    }

    /// The same into a table that is there, with its indexes.
    Load intoExisting() {
      return new Load(
          table,
          nodes,
          route,
          "DELETE FROM " + target,
          target,
          loaded,
          nodeSql,
          schemaAt,
          List.of());
    }

    /// The same from the nodes' own tables, whatever temporary ones have their name.
    Load qualified() {
      return schemaAt < 0
          ? this
          : new Load(table, nodes, route, ddl, target, loaded, in("main"), -1, after);
    }

    /// Whether its rows lie in several shards, which are counted.
    public boolean isSpread() {
      return nodes.size() > 1;
    }

    /// How many shards each node has.
    public Map<NodeId, Integer> shardsOfNodes() {
      Map<NodeId, Integer> shards = new TreeMap<>();
      nodes.forEach(node -> shards.merge(node, 1, Integer::sum));
      return shards;
    }

    /// What reads the rows of a node that is attached by this name.
    public NodeSql in(String schema) {
      String text = nodeSql.text();
      return new NodeSql(
          text.substring(0, schemaAt) + schema + "." + text.substring(schemaAt),
          nodeSql.sources());
    }

    public Load {
      nodes = List.copyOf(nodes);
      loaded = List.copyOf(loaded);
      after = List.copyOf(after);
    }
  }
}
