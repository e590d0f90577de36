package dev.bigdaddy.conductor.build;

import dev.bigdaddy.conductor.BigDaddyException;
import dev.bigdaddy.conductor.ErrorCode;
import dev.bigdaddy.conductor.index.EntryBuild;
import dev.bigdaddy.conductor.index.EntryCheck;
import dev.bigdaddy.conductor.index.EntryObjects;
import dev.bigdaddy.conductor.index.IndexCatalog;
import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.conductor.move.Placements;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.IndexStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Makes the entries of virtual indexes anew where some are missing or surplus, each index in one epoch.
public final class IndexRepair {
  private final Placements placements;

  /// Uses what the Conductor gives.
  public IndexRepair(Placements placements) {
    this.placements = placements;
  }

  /// The names of the indexes whose entries were made anew.
  public List<String> run() {
    List<String> repaired = new ArrayList<>();
    for (Entry entry : entries()) {
      if (repair(entry)) {
        repaired.add(entry.index().name());
      }
    }
    return repaired;
  }

  private List<Entry> entries() {
    return IndexCatalog.of(placements.schema().user()).all().stream()
        .filter(entry -> entry.index().status() == IndexStatus.READY)
        .toList();
  }

  private boolean repair(Entry planned) {
    Set<NodeId> held = new TreeSet<>(placements.storage().nodes());
    held.add(NodeId.TOPOLOGY);
    try (Epoch epoch = placements.storage().begin(held)) {
      // It may be gone by now, or its table's rows may lie elsewhere.
      Optional<Entry> current =
          entries().stream()
              .filter(entry -> entry.index().name().equals(planned.index().name()))
              .findFirst();
      if (current.isEmpty() || !isWrong(epoch, current.get())) {
        return false;
      }
      EntryBuild.rebuild(epoch, current.get());
      epoch.commit();
      return true;
    } catch (BigDaddyException e) {
      if (e.code() == ErrorCode.CONSTRAINT) {
        // Rows share a value: which of them shall go is not for us to say.
        return false;
      }
      throw e;
    }
  }

  private static boolean isWrong(Epoch epoch, Entry entry) {
    return EntryObjects.areMissing(entry, epoch::on)
        || !EntryCheck.missing(entry, epoch::on, 1).isEmpty()
        || EntryCheck.hasSurplus(entry, epoch::on)
        || EntryCheck.hasNotes(entry, epoch::on);
  }
}
