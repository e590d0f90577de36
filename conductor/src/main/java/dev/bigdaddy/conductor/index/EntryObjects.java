package dev.bigdaddy.conductor.index;

import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;

/// Makes and removes what the nodes hold for a virtual index.
public final class EntryObjects {
  private EntryObjects() {}

  /// Makes the tables and triggers; the epoch holds the writers of all nodes concerned.
  public static void create(Epoch epoch, Entry entry) {
    for (NodeId node : entry.index().nodes()) {
      epoch.update(node, entry.tables().createEntries());
    }
    for (NodeId node : entry.tables().table().layout().nodes()) {
      entry.tables().createNotes().forEach(sql -> epoch.update(node, sql));
      entry.tables().createTriggers().forEach(sql -> epoch.update(node, sql));
    }
  }

  /// Removes them. With its table the triggers are gone already.
  public static void drop(Epoch epoch, Entry entry) {
    for (NodeId node : entry.index().nodes()) {
      epoch.enlist(node);
      epoch.update(node, entry.tables().dropEntries());
    }
    for (NodeId node : entry.tables().table().layout().nodes()) {
      // What shall yet be forgotten is in a table that goes.
      epoch.writeSums(node);
      entry.tables().dropTriggers().forEach(sql -> epoch.update(node, sql));
      entry.tables().dropNotes().forEach(sql -> epoch.update(node, sql));
    }
  }
}
