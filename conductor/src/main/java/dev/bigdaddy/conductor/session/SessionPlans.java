package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.plan.ForeignKeyMode;
import dev.bigdaddy.conductor.plan.Planner;
import dev.bigdaddy.conductor.plan.StatementPlan;
import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.sql.SqlParser;
import dev.bigdaddy.sql.SqlSyntaxException;
import dev.bigdaddy.storage.StorageException;
import dev.bigdaddy.storage.WriterFlag;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A session's way to plans: from the cache that all sessions share, unless only this session sees
/// its schema. Used by one thread at a time.
final class SessionPlans {
  private final PlanCache shared;
  private final TransactionControl transactions;
  private final Set<WriterFlag> flags;

  /// @param flags the session's switches, on which the right plan of a write depends
  SessionPlans(PlanCache shared, TransactionControl transactions, Set<WriterFlag> flags) {
    this.shared = shared;
    this.transactions = transactions;
    this.flags = flags;
  }

  /// A plan of this schema that was made before.
  @Nullable StatementPlan find(String text, SchemaVersion schema) {
    return sharesPlans(schema) ? shared.find(key(text), schema) : null;
  }

  /// Makes a plan, and keeps it for all sessions if they see the same schema.
  StatementPlan make(String text, SchemaVersion schema) {
    try {
      Planner planner = new Planner(schema, flags, transactions.keyMode(schema));
      StatementPlan plan = planner.plan(SqlParser.parse(text));
      if (sharesPlans(schema)) {
        shared.keep(key(text), plan);
      }
      return plan;
    } catch (SqlSyntaxException e) {
      throw Errors.of(e);
    } catch (StorageException e) {
      if (schema.shadow().hasOwn() && transactions.schema() != schema) {
        // An attached file has what the statement needs since a moment ago.
        throw new StaleSchemaException();
      }
      throw e;
    }
  }

  /// A transaction that goes on as it began, or sees what no other does, has plans of its own.
  private boolean sharesPlans(SchemaVersion schema) {
    return transactions.seesCommittedSchema()
        && transactions.keyMode(schema).equals(ForeignKeyMode.of(schema.user()));
  }

  /// A plan, found or made.
  StatementPlan get(String text, SchemaVersion schema) {
    StatementPlan found = find(text, schema);
    return found == null ? make(text, schema) : found;
  }

  private String key(String text) {
    return flags.isEmpty() ? text : flags + text;
  }
}
