package dev.bigdaddy.conductor.build;

import dev.bigdaddy.conductor.index.EntryBuild;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.move.Placements;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.IndexStatus;
import dev.bigdaddy.topology.TableLayout;
import dev.bigdaddy.topology.TopologySnapshot;
import dev.bigdaddy.topology.VirtualIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes the entries of the rows that a table had before its virtual index, a block of rows at a time,
/// each in an epoch of its own, while others read and write.
///
/// **Why nothing is missed.** Since the epoch that made the index, whoever writes a row writes its entry.
/// So only rows that were there before lack one, and each of them is seen by the scan, unless it is
/// written, and then the writer made its entry, or it moves from a node that is not scanned yet to one
/// that was. Hence the index is ready only if the placement of the table is the same before and after the
/// scan; else everything is scanned again.
///
/// **What a crash leaves.** An index that is not ready, with some entries that are right. The next process
/// scans from the beginning; entries that are there are passed over. Used by one thread.
public final class IndexBuild {
  private final Placements placements;
  private final String index;

  private @Nullable TableLayout layout;
  private List<NodeId> nodes = List.of();
  private OptionalLong last = OptionalLong.empty();

  /// @param index the index's name
  public IndexBuild(Placements placements, String index) {
    this.placements = placements;
    this.index = index;
  }

  /// The indexes that are not ready and have not failed.
  public static List<String> unfinished(Placements placements) {
    return placements.schema().user().topology().indexes().stream()
        .filter(found -> found.status() == IndexStatus.BUILDING)
        .map(VirtualIndex::name)
        .toList();
  }

  /// Does the next block; false if there is nothing left to do.
  public boolean step() {
    Optional<IndexCatalog.Entry> found = entry();
    if (found.isEmpty()) {
      return false;
    }
    TableLayout now = found.get().tables().table().layout();
    if (!now.equals(layout)) {
      layout = now;
      nodes = new ArrayList<>(now.nodes());
      last = OptionalLong.empty();
    }
    if (nodes.isEmpty()) {
      return !finish(IndexStatus.READY, Optional.empty());
    }
    Set<NodeId> held = new TreeSet<>(found.get().index().nodes());
    NodeId node = nodes.getFirst();
    held.add(node);
    try (Epoch epoch = placements.storage().begin(held)) {
      // Writers keep what lies where from changing.
      Optional<IndexCatalog.Entry> current = entry();
      if (current.isEmpty() || !current.get().tables().table().layout().equals(layout)) {
        return true;
      }
      OptionalLong done = EntryBuild.block(epoch, current.get(), node, last);
      epoch.commit();
      // Not before: a block whose commit failed is scanned again.
      last = done;
    }
    if (last.isEmpty()) {
      nodes.removeFirst();
    }
    return true;
  }

  /// Gives up, for a reason that users can read.
  public void fail(String reason) {
    finish(IndexStatus.FAILED, Optional.of(reason));
  }

  private boolean finish(IndexStatus status, Optional<String> reason) {
    try (Epoch epoch = placements.storage().begin(Set.of(NodeId.TOPOLOGY))) {
      TopologySnapshot topology = placements.schema().user().topology();
      Optional<IndexCatalog.Entry> current = entry();
      if (current.isEmpty()) {
        return true;
      }
      boolean scanned = current.get().tables().table().layout().equals(layout);
      if (status == IndexStatus.READY && !scanned) {
        return false;
      }
      placements.commit(epoch, topology.with(current.get().index().with(status, reason)));
      return true;
    }
  }

  private Optional<IndexCatalog.Entry> entry() {
    return IndexCatalog.of(placements.schema().user()).all().stream()
        .filter(entry -> entry.index().name().equals(index))
        .filter(entry -> entry.index().status() == IndexStatus.BUILDING)
        .findFirst();
  }
}
