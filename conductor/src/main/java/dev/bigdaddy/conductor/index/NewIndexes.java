package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.Job;
import dev.bigdaddy.topology.Jobs;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TableName;
import dev.bigdaddy.topology.TopologySnapshot;
import dev.bigdaddy.topology.VirtualIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Begins virtual indexes: from the epoch on that does, writers keep their entries. Those of the rows
/// that are there already are made in the same epoch if they are few or must be unique, else by a job;
/// until then the index is not read.
public final class NewIndexes {
  private NewIndexes() {}

  /// Makes what the nodes hold for them; the epoch holds the writers of all nodes concerned.
  ///
  /// @param now milliseconds since 1970
  /// @return those that need no job any more
  public static List<VirtualIndex> begin(Epoch epoch, List<Entry> entries, long now) {
    List<VirtualIndex> ready = new ArrayList<>();
    for (Entry entry : entries) {
      EntryObjects.create(epoch, entry);
      if (entry.unique()) {
        EntryBuild.buildAll(epoch, entry);
      }
      if (entry.unique() || EntryBuild.buildIfFew(epoch, entry)) {
        ready.add(entry.index().with(IndexStatus.READY, Optional.empty()));
      } else {
        TableName table = entry.index().table();
        String target = Job.indexTarget(entry.index().name());
        Jobs.add(epoch, table.spelling(), List.of(), target, 0, now);
      }
    }
    return ready;
  }

  /// Where the entries of a table's index lie: on its nodes, but on none that shall become empty.
  public static List<NodeId> nodes(TableLayout layout, TopologySnapshot topology) {
    List<NodeId> staying =
        layout.nodes().stream()
            .filter(node -> !topology.drainingNodes().contains(node))
            .toList();
    return staying.isEmpty() ? List.copyOf(layout.nodes()) : staying;
  }
}
