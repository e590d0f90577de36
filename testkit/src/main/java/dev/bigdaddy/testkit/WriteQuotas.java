package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Failure;
import dev.bigdaddy.testkit.Answer.Refusal;
import dev.bigdaddy.testkit.Answer.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Counts what generated writes reached: how often each form ran, was refused and failed, and how
/// many changed a row.
///
/// Used by one thread.
public final class WriteQuotas implements StatementObserver {
  private static final double LEAST_OF_A_FORM = 0.004;

  private final Map<WriteForm, Integer> ran = new EnumMap<>(WriteForm.class);
  private final Map<WriteForm, Integer> refused = new EnumMap<>(WriteForm.class);
  private final Map<WriteForm, Integer> failed = new EnumMap<>(WriteForm.class);
  private final Map<String, Integer> refusals = new TreeMap<>();
  private Map<ScriptStatement, Set<WriteForm>> known = Map.of();
  private int statements;
  private int refusedStatements;
  private int failures;
  private int writes;
  private int writesThatChange;

  /// What the statements of the next script use.
  void expect(Map<ScriptStatement, Set<WriteForm>> formsOfStatements) {
    known = formsOfStatements;
  }

  @Override
  public void ran(
      ScriptStatement statement, Answer expected, Answer actual, SystemUnderTest tested) {
    Set<WriteForm> forms = known.getOrDefault(statement, Set.of());
    statements++;
    if (actual instanceof Refusal(String message)) {
      refusedStatements++;
      forms.forEach(form -> count(refused, form));
      count(refusals, message.replaceAll("\\b([a-z]\\d+|log)\\b", "t"));
      return;
    }
    forms.forEach(form -> count(ran, form));
    if (expected instanceof Failure) {
      failures++;
      forms.forEach(form -> count(failed, form));
    }
    if (StatementShape.of(statement.sql()).changesRows()) {
      writes++;
      writesThatChange += expected instanceof Rows rows && rows.rowsAffected() > 0 ? 1 : 0;
    }
  }

  private static <K> void count(Map<K, Integer> counts, K name) {
    counts.merge(name, 1, Integer::sum);
  }

  /// Statements heard of.
  public int statements() {
    return statements;
  }

  /// The share of statements that failed as they should, from 0 to 1.
  double shareOfFailures() {
    return (double) failures / Math.max(1, statements);
  }

  /// The share of writes that changed at least one row, from 0 to 1.
  double shareOfChanges() {
    return (double) writesThatChange / Math.max(1, writes);
  }

  /// The forms that ran too seldom without failing, in words.
  public List<String> unmet() {
    List<String> unmet = new ArrayList<>();
    for (WriteForm form : WriteForm.values()) {
      int good = ran.getOrDefault(form, 0) - failed.getOrDefault(form, 0);
      if (good < LEAST_OF_A_FORM * statements) {
        unmet.add("%s: %.1f %%".formatted(form, 100.0 * good / Math.max(1, statements)));
      }
    }
    return unmet;
  }

  /// The counts as lines of text.
  public String report() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d statements, %d failing, %d refused; %.1f %% of writes change rows%n"
            .formatted(statements, failures, refusedStatements, 100 * shareOfChanges()));
    text.append("form: ran, of which failed; refused\n");
    for (WriteForm form : WriteForm.values()) {
      text.append(
          "  %s: %d, %d; %d%n"
              .formatted(
                  form,
                  ran.getOrDefault(form, 0),
                  failed.getOrDefault(form, 0),
                  refused.getOrDefault(form, 0)));
    }
    refusals.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(
            entry ->
                text.append("refused %d: %s%n".formatted(entry.getValue(), entry.getKey())));
    text.append("forms met too seldom: ").append(unmet().isEmpty() ? "none" : unmet()).append('\n');
    return text.toString();
  }
}
