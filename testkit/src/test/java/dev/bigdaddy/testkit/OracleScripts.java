package dev.bigdaddy.testkit;

import java.util.List;

/// The scripts of `scripts/`, each of which must hold in all settings.
final class OracleScripts {
  static final List<String> NAMES =
      List.of(
          "values.sql",
          "keys.sql",
          "names.sql",
          "reading.sql",
          "pushdown.sql",
          "ordering.sql",
          "subresults.sql",
          "indexes.sql",
          "unique.sql",
          "attached.sql",
          "writing.sql",
          "transactions.sql",
          "whole.sql",
          "gathering.sql",
          "gather-filters.sql",
          "foreignkeys.sql",
          "sequences.sql",
          "temporary.sql",
          "temporary-whole.sql",
          "staging.sql",
          "virtual.sql",
          "maintenance.sql",
          "altering.sql",
          "copying.sql",
          "schema.sql",
          "failing.sql",
          "sequences-order.sql",
          "sequences-kept.sql",
          "dropping.sql",
          "broken-keys.sql",
          "upserts.sql",
          "keyed.sql",
          "rolling-back.sql",
          "two-errors.sql");

  private OracleScripts() {}

  static Script script(String name) {
    return Script.resource("scripts/" + name);
  }
}
