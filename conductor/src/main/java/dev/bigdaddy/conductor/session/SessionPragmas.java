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
  private static final Set<String> ON = Set.of("1", "on", "yes", "true");

  private SessionPragmas() {}

  /// Reads or sets a switch; as in SQLite, setting foreign_keys inside a transaction does nothing.
  static List<@Nullable Object[]> run(StatementPlan plan, ClientSession session) {
    Pragma pragma = (Pragma) plan.parsed().statement();
    WriterFlag flag =
        WriterFlag.valueOf(pragma.name().name().name().toUpperCase(Locale.ROOT));
    if (pragma.value().isEmpty()) {
      long value = session.flags().contains(flag) ? 1 : 0;
      return plan.columns().isEmpty()
          ? List.of()
          : List.<@Nullable Object[]>of(new @Nullable Object[] {value});
    }
    String word =
        switch (pragma.value().get()) {
          case Pragma.Word(var name) -> TableName.fold(name.name());
          case Pragma.Numeric(boolean negative, String text) -> negative ? "-" + text : text;
        };
    boolean ignored = flag == WriterFlag.FOREIGN_KEYS && session.inTransaction();
    if (!ignored) {
      session.flag(flag, ON.contains(word) || isNonZero(word));
    }
    return List.of();
  }

  private static boolean isNonZero(String word) {
    try {
      return Long.parseLong(word) != 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
