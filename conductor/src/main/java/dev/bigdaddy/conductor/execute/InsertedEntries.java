package dev.bigdaddy.conductor.execute;

import dev.bigdaddy.conductor.execute.InsertRows.Row;
import dev.bigdaddy.conductor.index.EntryLookup;
import dev.bigdaddy.conductor.index.EntryWriter;
import dev.bigdaddy.conductor.index.IndexCatalog.Entry;
import dev.bigdaddy.conductor.index.IndexTerm;
import dev.bigdaddy.conductor.plan.WritePlan.SpreadInsert;
import dev.bigdaddy.storage.Epoch;
import dev.bigdaddy.storage.NodeId;
import dev.bigdaddy.topology.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The entries of the rows that an INSERT adds, as far as its own values tell them.
///
/// Where every term of an index is a column that the rows give, the entries are *known* before any row is
/// written: they need no look at what the triggers noted, which would cost as much as the entry itself.
/// Those of expressions, partial indexes and UNIQUE ones are *noted*; of them at most the node is known,
/// from the first term: the fewer writers a statement takes, the more others can work meanwhile.
final class InsertedEntries {
  /// Where the rows of an INSERT give an index its values.
  ///
  /// @param places of the leading terms, up to the first that the rows do not give
  /// @param isKnown whether these values are all that makes an entry
  private record Source(Entry entry, int[] places, boolean isKnown) {}

  /// What the rows of an INSERT say of their table's indexes. Immutable.
  static final class Sources {
    private final List<Entry> entries;
    private final List<Source> all;
    private final List<Entry> noted;

    Sources(SpreadInsert plan, List<Entry> entries) {
      this.entries = entries;
      this.all = entries.stream().map(entry -> source(plan, entry)).toList();
      this.noted = all.stream().filter(source -> !source.isKnown()).map(Source::entry).toList();
    }

    boolean areOf(List<Entry> others) {
      return entries == others;
    }

    /// The indexes whose entries the triggers' notes must tell.
    List<Entry> noted() {
      return noted;
    }

    private static Source source(SpreadInsert plan, Entry entry) {
      List<IndexTerm> terms = entry.tables().terms();
      int[] places =
          terms.stream()
              .map(term -> place(plan, term))
              .takeWhile(OptionalInt::isPresent)
              .mapToInt(OptionalInt::getAsInt)
              .toArray();
      boolean isKnown =
          !entry.unique() && entry.tables().where().isEmpty() && places.length == terms.size();
      return new Source(entry, places, isKnown);
    }

    private static OptionalInt place(SpreadInsert plan, IndexTerm term) {
      if (term.column().isEmpty() || term.column().get().generated()) {
        return OptionalInt.empty();
      }
      String name = TableName.fold(term.column().get().name());
      for (int i = 0; i < plan.columns().size(); i++) {
        if (TableName.fold(plan.columns().get(i)).equals(name)) {
          return OptionalInt.of(i);
        }
      }
      return OptionalInt.empty();
    }
  }

  /// An entry, and where it lies.
  private record Known(NodeId node, String sql, @Nullable Object[] parameters) {}

  private static final InsertedEntries NONE = new InsertedEntries(List.of(), List.of());

  private final List<Source> sources;
  private final Set<NodeId> nodes = new TreeSet<>();
  private final List<Known> known = new ArrayList<>();

  /// Where the rows go, and are noted.
  private final Set<NodeId> rowNodes = new HashSet<>();

  private InsertedEntries(List<Source> sources, List<Row> rows) {
    this.sources = sources;
    rows.forEach(row -> rowNodes.add(row.node));
  }

  static InsertedEntries of(Sources sources, List<Row> rows, Evaluator evaluator) {
    if (sources.all.isEmpty()) {
      return NONE;
    }
    InsertedEntries entries = new InsertedEntries(sources.all, rows);
    for (Source source : sources.all) {
      if (source.places().length == 0) {
        entries.nodes.addAll(source.entry().index().nodes());
      } else {
        rows.forEach(row -> entries.add(source, row, evaluator));
      }
    }
    return entries;
  }

  private void add(Source source, Row row, Evaluator evaluator) {
    Optional<Object> first = value(source, 0, row, evaluator);
    if (first.isEmpty()) {
      return;
    }
    NodeId node = EntryLookup.node(source.entry(), first.get());
    nodes.add(node);
    if (source.isKnown()) {
      int terms = source.places().length;
      @Nullable Object[] parameters = new @Nullable Object[terms + 2];
      long nulls = 0;
      for (int i = 0; i < terms; i++) {
        Optional<Object> value = value(source, i, row, evaluator);
        parameters[i] = value.orElse(0L);
        nulls |= value.isPresent() ? 0 : 1L << i;
      }
      parameters[terms] = nulls;
      parameters[terms + 1] = (long) row.virtualShard.number();
      known.add(new Known(node, source.entry().tables().insertValues(), parameters));
    }
  }

  /// What a term's column stores; empty if that is NULL.
  private static Optional<Object> value(
      Source source, int term, Row row, Evaluator evaluator) {
    Object given = row.values[source.places()[term]];
    // SQLite has no NaN: it binds NULL.
    return given instanceof Double real && real.isNaN()
        ? Optional.empty()
        : Optional.ofNullable(
            evaluator.convert(source.entry().tables().terms().get(term).affinity(), given));
  }

  /// The nodes that hold the entries.
  Set<NodeId> nodes() {
    return nodes;
  }

  /// Writes those that are known, and has the notes forgotten that say the same.
  void write(Epoch epoch) {
    for (Known entry : known) {
      long unused = epoch.update(entry.node(), entry.sql(), entry.parameters());
    }
    for (Source source : sources) {
      if (source.isKnown()) {
        rowNodes.forEach(node -> EntryWriter.forgetLater(epoch, node, source.entry()));
      }
    }
  }
}
