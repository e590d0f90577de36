package dev.bigdaddy.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Makes whole scripts of queries from a seed: a database, then many queries, of which some see the
/// uncommitted rows of their own transaction.
final class QueryScripts {
  private QueryScripts() {}

  /// The script of a seed; the same seed gives the same script.
  static GeneratedScript of(long seed, int queries) {
    Dice dice = new Dice(new SplittableRandom(seed));
    QuerySchemaGenerator generator = new QuerySchemaGenerator(dice);
    QuerySchema schema = generator.schema();
    List<ScriptStatement> script = new ArrayList<>(generator.statements());
    Map<ScriptStatement, Set<Feature>> features = new HashMap<>();
    Map<ScriptStatement, PartitionCheck.Parts> partitions = new HashMap<>();
    WriteGenerator writes = new WriteGenerator(dice);
    for (int number = 0; number < queries; number++) {
      if (number == queries * 2 / 3) {
        script.add(ScriptStatement.of("BEGIN"));
        schema.tables().forEach(table -> script.add(writes.insert(table.table(), 2)));
      }
      QueryGenerator.Generated query = new QueryGenerator(dice, schema).query();
      script.add(query.statement());
      features.put(query.statement(), query.features());
      PartitionCheck.Parts parts = query.parts();
      if (parts != null) {
        partitions.put(query.statement(), parts);
        script.addAll(parts.all());
        parts.all().forEach(part -> features.put(part, query.features()));
      }
    }
    script.add(ScriptStatement.of(dice.pick("COMMIT", "ROLLBACK")));
    Script named = new Script("queries " + seed, script);
    return new GeneratedScript(named, features, partitions, Map.of());
  }
}
