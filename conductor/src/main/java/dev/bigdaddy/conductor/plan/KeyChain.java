package dev.bigdaddy.conductor.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How to find the rows that a write of some rows meets through foreign keys and triggers, link by link:
///
///     DELETE FROM customers WHERE id = 7
///     the orders of customer 7, since they go with it; the lines of these orders; their other parents
///
/// @param target the folded name of the table that is written: the rows that its filter leaves are the
///     first, if it has one
/// @param links what is looked up for each row that changes
/// @param known by folded table names, what the statement's own values lead to
/// @param whole folded names of tables that the statement reads otherwise, so that all rows are needed
public record KeyChain(
    String target, List<Link> links, Map<String, List<Known>> known, Set<String> whole) {
  public KeyChain {
    links = List.copyOf(links);
    known = Map.copyOf(known);
    whole = Set.copyOf(whole);
  }

  /// What this and another one of the same statement find.
  KeyChain and(KeyChain other) {
    List<Link> both = new ArrayList<>(links);
    both.addAll(other.links);
    Map<String, List<Known>> all = new HashMap<>();
    known.forEach((table, rows) -> all.put(table, new ArrayList<>(rows)));
    other.known.forEach(
        (table, rows) -> all.computeIfAbsent(table, _ -> new ArrayList<>()).addAll(rows));
    Set<String> read = new HashSet<>(whole);
    read.addAll(other.whole);
    return new KeyChain(target, both, all, read);
  }

  /// Rows that are known by their keys beforehand.
  ///
  /// @param changes whether they may be changed
  public record Known(KeyedRows rows, boolean changes) {}

  /// From a row that changes to those of another table.
  ///
  /// @param from the row's table, by its folded name
  /// @param columns its columns that are looked up there
  /// @param to the other table, by its folded name
  /// @param lookup finds them by the values of these columns, in their order
  /// @param changes whether what is found may be changed too
  public record Link(
      String from, List<String> columns, String to, KeyedRows.Lookup lookup, boolean changes) {
    public Link {
      columns = List.copyOf(columns);
    }
  }
}
