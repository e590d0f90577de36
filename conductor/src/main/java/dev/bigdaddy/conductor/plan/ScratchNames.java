package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.conductor.schema.UserSchema;
import dev.bigdaddy.sql.TreeRewriter;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.QualifiedName;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.TableRef;
import dev.bigdaddy.topology.TableName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Gives other names to tables that a scratch database cannot have under their own: that of the
/// sequences, and those of PRAGMAs that tell of the home node's file.
///
///     SELECT seq FROM sqlite_sequence, pragma_user_version
///     SELECT seq FROM _bigdaddy_sequences AS sqlite_sequence,
///       _bigdaddy_pragma_user_version AS pragma_user_version
///
/// Used by one thread.
final class ScratchNames extends TreeRewriter {
  static final String SEQUENCES = "_bigdaddy_sequences";

  private final UserSchema schema;

  /// Common tables of the statement, which keep their names.
  private final Set<String> common = new HashSet<>();

  ScratchNames(UserSchema schema) {
    this.schema = schema;
  }

  /// The statement with these names.
  Select in(Select select) {
    common.clear();
    common.addAll(Trees.commonTables(select));
    return rewrite(select);
  }

  /// The name of a table of the user's, if it cannot keep it.
  Optional<String> of(String folded) {
    if (folded.equals(UserSchema.SEQUENCES)) {
      return Optional.of(SEQUENCES);
    }
    return isPragma(folded) ? Optional.of("_bigdaddy_" + folded) : Optional.empty();
  }

  private Optional<String> scratchName(QualifiedName name) {
    boolean main = name.schema().map(in -> in.sameAs("main")).orElse(true);
    String folded = TableName.fold(name.name().name());
    return main && (name.schema().isPresent() || !common.contains(folded))
        ? of(folded)
        : Optional.empty();
  }

  /// Whether a folded name is that of a PRAGMA's table, which tells of the home node's file.
  boolean isPragma(String folded) {
    return Pragmas.isHomeTable(folded)
        && !schema.hasTable(folded)
        && schema.view(folded).isEmpty();
  }

  @Override
  protected TableRef changeTable(TableRef table) {
    return switch (table) {
      case TableRef.Named(QualifiedName name, var alias, _, Span span) ->
          renamed(name, alias, span).orElse(table);
      case TableRef.Function(QualifiedName name, var arguments, var alias, Span span)
          when arguments.isEmpty() ->
          renamed(name, alias, span).orElse(table);
      case TableRef other -> other;
    };
  }

  private Optional<TableRef> renamed(
      QualifiedName name, Optional<Identifier> alias, Span span) {
    return scratchName(name)
        .map(
            scratch ->
                new TableRef.Named(
                    QualifiedName.of(scratch),
                    Optional.of(alias.orElse(name.name())),
                    Optional.empty(),
                    span));
  }

  @Override
  protected Expr changeExpr(Expr expr) {
    return expr instanceof Expr.InTable in
        ? scratchName(in.table())
            .<Expr>map(
                scratch ->
                    new Expr.InTable(
                        in.value(),
                        in.negated(),
                        QualifiedName.of(scratch),
                        Optional.empty(),
                        in.span()))
            .orElse(expr)
        : expr;
  }
}
