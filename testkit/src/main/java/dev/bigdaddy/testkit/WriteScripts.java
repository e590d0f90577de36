package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.LiveSchema.LiveTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Makes scripts of writes from a seed: tables, rows, then changes of rows and of the schema, in
/// and out of transactions and savepoints; some fail.
///
/// A plain database runs along while the script is made, so that later statements meet what the
/// earlier ones left.
///
/// Used by one thread.
final class WriteScripts {
  private static final int MOST_STATEMENTS_A_TRANSACTION = 9;
  private static final int AGAIN_PERCENT = 6;

  private final Dice dice;
  private final PlainSqlite plain;
  private final LiveSchema schema;
  private final List<ScriptStatement> script = new ArrayList<>();
  private final Map<ScriptStatement, Set<WriteForm>> forms = new HashMap<>();

  /// How often the schema changes, of a hundred statements; in many scripts seldom.
  private final int definitionPercent;

  /// Statements since the transaction began; 0 outside of one.
  private int inTransaction;

  private final List<String> savepoints = new ArrayList<>();
  private final Repeats repeats;

  private WriteScripts(Dice dice, PlainSqlite plain) {
    this.dice = dice;
    this.plain = plain;
    this.schema = new LiveSchema(plain);
    this.repeats = new Repeats(dice);
    this.definitionPercent = dice.pick(4, 30, 50);
  }

  /// The script of a seed, of about so many statements; the same seed gives the same script.
  static GeneratedScript of(long seed, int statements) {
    Dice dice = new Dice(new SplittableRandom(seed));
    try (PlainSqlite plain = PlainSqlite.inMemory()) {
      WriteScripts scripts = new WriteScripts(dice, plain);
      scripts.write(statements);
      Script script = new Script("writes " + seed, scripts.script);
      return new GeneratedScript(script, Map.of(), Map.of(), scripts.forms);
    }
  }

  private void write(int statements) {
    begin();
    while (script.size() < statements) {
      if (schema.lasting().isEmpty()) {
        makeTable("t" + script.size());
      }
      if (!repeats.areEmpty() && dice.chance(AGAIN_PERCENT)) {
        again();
        continue;
      }
      WriteDraft draft = new WriteDraft(dice, schema);
      add(draft, text(draft));
      repeats.saw(script.getLast());
    }
    if (inTransaction > 0) {
      WriteDraft draft = new WriteDraft(dice, schema);
      draft.uses(WriteForm.COMMIT);
      add(draft, "COMMIT");
    }
  }

  private void again() {
    ScriptStatement statement = repeats.one();
    forms.keySet().stream()
        .filter(known -> known.sql().equals(statement.sql()))
        .findFirst()
        .map(forms::get)
        .ifPresent(known -> forms.put(statement, known));
    add(statement);
  }

  private void begin() {
    String hint = dice.pick("", " /* SHARDS=1 */");
    addPlain("CREATE TABLE log(n INTEGER PRIMARY KEY, what TEXT, v)" + hint);
    if (dice.chance(25)) {
      addPlain("PRAGMA foreign_keys = ON");
    }
    int tables = dice.between(2, 3);
    for (int number = 1; number <= tables; number++) {
      makeTable("t" + number);
    }
    for (LiveTable table : schema.lasting()) {
      int inserts = table.name().equals("log") ? 0 : dice.between(0, 3);
      for (int i = 0; i < inserts; i++) {
        WriteDraft draft = new WriteDraft(dice, schema);
        add(draft, new InsertWriter(draft).fill(table, dice.between(1, 6)));
      }
    }
  }

  private void makeTable(String name) {
    List<String> parents = schema.lasting().stream().map(LiveTable::name).toList();
    WriteDraft draft = new WriteDraft(dice, schema);
    draft.uses(WriteForm.CREATE_TABLE);
    add(draft, new TableWriter(dice, parents).create(name));
  }

  private String text(WriteDraft draft) {
    if (script.getLast().sql().startsWith("CREATE VIEW") && dice.chance(60)) {
      // Few views can be written to else.
      draft.uses(WriteForm.CREATE_TRIGGER);
      return new TriggerWriter(draft, script.size()).trigger();
    }
    int kind = dice.between(1, 100);
    if (kind <= (savepoints.isEmpty() ? 11 : 30) || inTransaction > MOST_STATEMENTS_A_TRANSACTION) {
      return transaction(draft);
    }
    if (dice.chance(definitionPercent)) {
      DefinitionWriter definitions = new DefinitionWriter(draft, script.size());
      return dice.chance(78) ? definitions.definition() : definitions.upkeep();
    }
    if (dice.chance(9)) {
      return new DefinitionWriter(draft, script.size()).reading();
    }
    String event = dice.pick("INSERT", "INSERT", "INSERT", "UPDATE", "UPDATE", "DELETE");
    LiveTable target = target(draft, event);
    return switch (event) {
      case "INSERT" -> new InsertWriter(draft).insert(target);
      case "UPDATE" -> new ChangeWriter(draft).update(target);
      default -> new ChangeWriter(draft).delete(target);
    };
  }

  private LiveTable target(WriteDraft draft, String event) {
    List<LiveTable> views = schema.viewsThatTake(event);
    boolean fails = views.isEmpty() && !schema.views().isEmpty() && dice.chance(2);
    if (fails || !views.isEmpty() && dice.chance(80)) {
      draft.uses(WriteForm.WRITE_TO_VIEW);
      return dice.pick(fails ? schema.views() : views);
    }
    return dice.pick(schema.tables());
  }

  private String transaction(WriteDraft draft) {
    if (inTransaction == 0 && dice.chance(70)) {
      draft.uses(WriteForm.BEGIN);
      return dice.pick(
          "BEGIN", "BEGIN DEFERRED", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE TRANSACTION", "BEGIN");
    }
    int kind = dice.between(1, 100);
    if (inTransaction > MOST_STATEMENTS_A_TRANSACTION) {
      kind = dice.between(1, 25);
    }
    if (kind <= 16) {
      draft.uses(WriteForm.COMMIT);
      return dice.pick("COMMIT", "END TRANSACTION");
    }
    if (kind <= 25) {
      draft.uses(WriteForm.ROLLBACK);
      return "ROLLBACK";
    }
    if (kind <= 50 || savepoints.isEmpty() && dice.chance(90)) {
      draft.uses(WriteForm.SAVEPOINT);
      savepoints.add(dice.pick("s1", "s1", "s2"));
      return "SAVEPOINT " + savepoints.getLast();
    }
    String name = savepoints.isEmpty() ? "none" : dice.pick(savepoints);
    if (kind <= 75) {
      draft.uses(WriteForm.RELEASE);
      int from = savepoints.indexOf(name);
      savepoints.subList(Math.max(0, from), savepoints.size()).clear();
      return "RELEASE " + dice.pick("", "SAVEPOINT ") + name;
    }
    draft.uses(WriteForm.ROLLBACK_TO);
    return "ROLLBACK TO " + name;
  }

  private void addPlain(String sql) {
    script.add(ScriptStatement.of(sql));
    plain.run(sql, List.of());
    schema.refresh();
  }

  /// Schema changes take no parameters.
  private void add(WriteDraft draft, String text) {
    ScriptStatement statement = draft.expressions().finish(text);
    forms.put(statement, draft.forms());
    add(statement);
  }

  private void add(ScriptStatement statement) {
    script.add(statement);
    plain.run(statement.sql(), statement.parameters());
    StatementShape shape = StatementShape.of(statement.sql());
    boolean wasInTransaction = inTransaction > 0;
    inTransaction = plain.state().inTransaction() ? inTransaction + 1 : 0;
    if (inTransaction == 0) {
      savepoints.clear();
    }
    boolean rolledBack = wasInTransaction && inTransaction == 0;
    if (rolledBack || !(shape.changesRows() || shape.isQuery())) {
      schema.refresh();
    }
  }
}
