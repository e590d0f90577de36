package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.plan.NodeSql;
import dev.bigdaddy.storage.RowCursor;
import dev.bigdaddy.storage.SqliteConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Starts one statement on several nodes at the same time. Safe for use by many threads.
final class NodeStreams {
  private final ShardExecutor shards;

  NodeStreams(ShardExecutor shards) {
    this.shards = shards;
  }

  /// What is done with a node's cursor on the thread that opened it.
  interface FirstStep<T> {
    T take(RowCursor rows);
  }

  /// Lets every node do its first step, which is where it sorts, at the same time. Whoever calls this
  /// closes the cursors; if one node fails, all are closed already.
  ///
  /// @return what each node's first step gave, in order of the nodes
  <T> List<T> start(
      Collection<NodeWork> nodes,
      ReadView view,
      NodeSql sql,
      @Nullable Object[] values,
      FirstStep<T> first) {
    @Nullable Object[] bound = sql.bind(values);
    List<RowCursor> opened = Collections.synchronizedList(new ArrayList<>());
    List<Callable<T>> tasks = new ArrayList<>();
    for (NodeWork nodeWork : nodes) {
      SqliteConnection connection = view.on(nodeWork.node());
      tasks.add(
          () -> {
            RowCursor rows = new CountedCursor(connection.query(sql.text(), bound), nodeWork);
            opened.add(rows);
            return first.take(rows);
          });
    }
    try {
      return shards.runAll(tasks);
    } catch (RuntimeException e) {
      OwnedCursor.closeAll(opened);
      throw e;
    }
  }
}
