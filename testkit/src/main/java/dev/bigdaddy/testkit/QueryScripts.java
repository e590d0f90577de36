package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.QuerySchema.QueryTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Makes whole scripts of queries from a seed: a database, then many queries, with a write now and
/// then; the last third sees the uncommitted rows of its own transaction.
///
/// Used by one thread.
final class QueryScripts {
  private static final int WRITE_PERCENT = 3;
  private static final int WRITE_PERCENT_IN_TRANSACTION = 6;
  private static final int AGAIN_PERCENT = 4;

  private final Dice dice;
  private final QuerySchema schema;
  private final WriteGenerator writes;
  private final List<ScriptStatement> script;
  private final Map<ScriptStatement, Set<Feature>> features = new HashMap<>();
  private final Map<ScriptStatement, PartitionCheck.Parts> partitions = new HashMap<>();
  private final Repeats repeats;
  private boolean inTransaction;
  private boolean inSavepoint;

  private QueryScripts(Dice dice) {
    this.dice = dice;
    QuerySchemaGenerator generator = new QuerySchemaGenerator(dice);
    schema = generator.schema();
    writes = new WriteGenerator(dice);
    repeats = new Repeats(dice);
    script = new ArrayList<>(generator.statements());
  }

  /// The script of a seed; the same seed gives the same script.
  static GeneratedScript of(long seed, int queries) {
    QueryScripts scripts = new QueryScripts(new Dice(new SplittableRandom(seed)));
    for (int number = 0; number < queries; number++) {
      if (number == queries * 2 / 3) {
        scripts.begin();
      }
      scripts.writeSometimes();
      scripts.query();
      scripts.againSometimes();
    }
    scripts.add(scripts.dice.pick("COMMIT", "ROLLBACK"));
    return new GeneratedScript(
        new Script("queries " + seed, scripts.script),
        scripts.features,
        scripts.partitions,
        Map.of());
  }

  private void begin() {
    add("BEGIN");
    inTransaction = true;
    schema.tables().forEach(table -> script.add(writes.insert(table.table(), 2)));
  }

  private void query() {
    QueryGenerator.Generated query = new QueryGenerator(dice, schema).query();
    Set<Feature> used = EnumSet.noneOf(Feature.class);
    used.addAll(query.features());
    if (inTransaction) {
      used.add(Feature.UNCOMMITTED_ROWS);
    }
    script.add(query.statement());
    features.put(query.statement(), used);
    if (!query.statement().parameters().isEmpty()) {
      repeats.saw(query.statement());
    }
    PartitionCheck.Parts parts = query.parts();
    if (parts != null) {
      partitions.put(query.statement(), parts);
      script.addAll(parts.all());
      parts.all().forEach(part -> features.put(part, used));
    }
  }

  /// A query that was planned for other values.
  private void againSometimes() {
    if (!repeats.areEmpty() && dice.chance(AGAIN_PERCENT)) {
      script.add(repeats.one());
    }
  }

  private void writeSometimes() {
    if (!dice.chance(inTransaction ? WRITE_PERCENT_IN_TRANSACTION : WRITE_PERCENT)) {
      return;
    }
    QueryTable table = dice.pick(schema.tables());
    int kind = dice.between(1, inTransaction ? 10 : 8);
    if (kind <= 3) {
      script.add(writes.insert(table.table(), dice.between(1, 3)));
    } else if (kind <= 6) {
      script.add(writes.update(table.table()));
    } else if (kind <= 8) {
      script.add(writes.delete(table.table()));
    } else {
      add(inSavepoint ? "ROLLBACK TO s" : "SAVEPOINT s");
      inSavepoint = true;
    }
  }

  private void add(String sql) {
    script.add(ScriptStatement.of(sql));
  }
}
