package dev.bigdaddy.testkit;

import dev.bigdaddy.testkit.Answer.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A system that plans one kind of query wrongly and answers all others as plain SQLite does.
///
/// Where the fault pushes a query down to the nodes, the nodes' answers are put together with all
/// care, in plain SQLite's order as far as rows agree: what is wrong is the fault's alone.
///
/// Used by one thread.
final class FaultySpreading implements SystemUnderTest {
  private final PlainSqlite whole = PlainSqlite.inMemory();
  private final PlanningFault fault;
  private final SpreadCopies copies;

  FaultySpreading(PlanningFault fault) {
    this.fault = fault;
    this.copies = new SpreadCopies(whole, fault.hashing());
  }

  @Override
  public Answer run(String sql, List<@Nullable Object> parameters) {
    Answer right = whole.run(sql, parameters);
    StatementShape shape = StatementShape.of(sql);
    if (!shape.isQuery()) {
      copies.changed(sql);
      return right;
    }
    return fault
        .misplan(shape, copies.tables())
        .flatMap(wrong -> answer(wrong, parameters, right))
        .orElse(right);
  }

  private Optional<Answer> answer(
      PlanningFault.Misplanned wrong, List<@Nullable Object> parameters, Answer right) {
    return switch (wrong) {
      case PlanningFault.OtherText(String sql) -> {
        Answer answer = whole.run(sql, parameters);
        yield answer instanceof Rows ? Optional.of(answer) : Optional.empty();
      }
      case PlanningFault.OnEachNode(String sql) -> onEachNode(sql, parameters, right);
      case PlanningFault.FailingInReversedOrder(String sql) -> {
        Answer answer = copies.reversed().run(sql, parameters);
        boolean same = answer instanceof Rows == right instanceof Rows;
        yield same ? Optional.empty() : Optional.of(answer);
      }
      case PlanningFault.InReversedOrder(String sql) -> {
        Answer answer = copies.reversed().run(sql, parameters);
        yield Optional.of(
            answer instanceof Rows rows && right instanceof Rows rightRows
                ? inOrderOf(rightRows, rows.rows())
                : answer);
      }
    };
  }

  private Optional<Answer> onEachNode(
      String sql, List<@Nullable Object> parameters, Answer right) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (PlainSqlite node : copies.nodes()) {
      if (!(node.run(sql, parameters) instanceof Rows rows)) {
        return Optional.empty();
      }
      all.addAll(rows.rows());
    }
    return right instanceof Rows rightRows
        ? Optional.of(inOrderOf(rightRows, all))
        : Optional.empty();
  }

  /// The rows, those that are right in their right order, others behind.
  private static Answer inOrderOf(Rows right, List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> rest = new ArrayList<>(rows);
    List<List<@Nullable Object>> ordered = new ArrayList<>();
    for (List<@Nullable Object> wanted : right.rows()) {
      String text = String.join(",", SqlValue.literals(wanted));
      for (int i = 0; i < rest.size(); i++) {
        if (String.join(",", SqlValue.literals(rest.get(i))).equals(text)) {
          ordered.add(rest.remove(i));
          break;
        }
      }
    }
    ordered.addAll(rest);
    return new Rows(right.columns(), ordered, 0);
  }

  @Override
  public SessionState state() {
    return whole.state();
  }

  @Override
  public String plan(String sql, List<@Nullable Object> parameters) {
    return fault
        .misplan(StatementShape.of(sql), copies.tables())
        .map(Object::toString)
        .orElse("as plain SQLite");
  }

  @Override
  public void close() {
    copies.close();
    whole.close();
  }
}
