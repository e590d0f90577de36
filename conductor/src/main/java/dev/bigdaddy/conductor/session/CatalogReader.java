package dev.bigdaddy.conductor.session;

import dev.bigdaddy.conductor.schema.SchemaVersion;
import dev.bigdaddy.sql.tree.TableCommand;
import dev.bigdaddy.storage.StorageException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers a session's questions about tables, under one schema. Used once, by one thread.
final class CatalogReader {
  private final LocalConductor conductor;
  private final TransactionControl transactions;
  private final Cancellation cancellation;
  private final SessionTemporaries temporaries;

  CatalogReader(
      LocalConductor conductor,
      TransactionControl transactions,
      Cancellation cancellation,
      SessionTemporaries temporaries) {
    this.temporaries = temporaries;
    this.conductor = conductor;
    this.transactions = transactions;
    this.cancellation = cancellation;
  }

  /// Runs a statement of our own.
  List<@Nullable Object[]> run(TableCommand command, SchemaVersion schema) {
    PinnedSource source = source(schema);
    TableCatalog catalog = new TableCatalog(schema.user(), conductor, source);
    List<@Nullable Object[]> rows =
        new TableCommands(catalog, conductor, transactions.isOpen()).run(command);
    if (source.mayBeStale()) {
      throw new StaleSchemaException();
    }
    return rows;
  }

  private PinnedSource source(SchemaVersion schema) {
    return new PinnedSource(
        schema, schema.user().seen(), conductor, transactions, cancellation, temporaries);
  }

  /// Asks again where rows moved, or the schema changed, while the answer was read.
  <T> T ask(Function<TableCatalog, T> question) {
    while (true) {
      SchemaVersion schema = transactions.schema();
      PinnedSource source = source(schema);
      try {
        T answer = question.apply(new TableCatalog(schema.user(), conductor, source));
        if (!source.mayBeStale()) {
          return answer;
        }
      } catch (StaleSchemaException e) {
        // Asked again below.
      } catch (StorageException e) {
        throw Errors.of(e);
      }
      conductor.published().awaitPublication();
    }
  }
}
