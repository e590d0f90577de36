package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.sql.tree.Pragma;
import dev.bigdaddy.storage.WriterFlag;
import dev.bigdaddy.topology.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// PRAGMAs that switch how a session's statements behave.
final class SessionPragmas {
  private static final String DEFER_FOREIGN_KEYS = "defer_foreign_keys";
  private static final Set<String> ON = Set.of("1", "on", "yes", "true");

  private SessionPragmas() {}

  /// Reads or sets a switch; as in SQLite, setting foreign_keys inside a transaction does nothing.
  static List<@Nullable Object[]> run(
      StatementPlan plan, ClientSession session, TransactionControl transactions) {
    Pragma pragma = (Pragma) plan.parsed().statement();
    String name = TableName.fold(pragma.name().name().name());
    if (name.equals(DEFER_FOREIGN_KEYS)) {
      if (pragma.value().isEmpty()) {
        return value(transactions.defersForeignKeys(), plan);
      }
      transactions.deferForeignKeys(isOn(pragma));
      return List.of();
    }
    WriterFlag flag = WriterFlag.valueOf(name.toUpperCase(Locale.ROOT));
    if (pragma.value().isEmpty()) {
      return value(session.flags().contains(flag), plan);
    }
    boolean ignored = flag == WriterFlag.FOREIGN_KEYS && session.inTransaction();
    if (!ignored) {
      session.flag(flag, isOn(pragma));
    }
    return List.of();
  }

  private static List<@Nullable Object[]> value(boolean on, StatementPlan plan) {
    return plan.columns().isEmpty()
        ? List.of()
        : List.<@Nullable Object[]>of(new @Nullable Object[] {on ? 1L : 0L});
  }

  private static boolean isOn(Pragma pragma) {
    String word =
        switch (pragma.value().orElseThrow()) {
          case Pragma.Word(var name) -> TableName.fold(name.name());
          case Pragma.Numeric(boolean negative, String text) -> negative ? "-" + text : text;
        };
    return ON.contains(word) || isNonZero(word);
  }

  private static boolean isNonZero(String word) {
    try {
      return Long.parseLong(word) != 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
