package dev.bigdaddy.conductor.plan;

import dev.bigdaddy.sql.TreeWalker;
import dev.bigdaddy.sql.TreeWalker.Next;
import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Node;
import dev.bigdaddy.sql.tree.Select;
import dev.bigdaddy.sql.tree.Span;
import dev.bigdaddy.sql.tree.Statement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Looks into trees and rewrites them.
final class Trees {
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  private Trees() {}

  /// Shows every node of a tree.
  static void visit(Node root, Consumer<Node> visitor) {
    TreeWalker.walk(
        root,
        node -> {
          visitor.accept(node);
          return Next.CHILDREN;
        });
  }

  /// Shows every node that is not inside a subquery.
  static void visitOutsideSubqueries(Select root, Consumer<Node> visitor) {
    TreeWalker.walk(
        root,
        node -> {
          if (node instanceof Select && node != root) {
            return Next.SKIP;
          }
          visitor.accept(node);
          return Next.CHILDREN;
        });
  }

  /// Whether any node of a tree satisfies a condition.
  static boolean any(Node root, Predicate<Node> condition) {
    return !TreeWalker.walk(root, node -> condition.test(node) ? Next.STOP : Next.CHILDREN);
  }

  /// Rewrites every expression of a statement, inner ones first.
  static Statement rewriteStatement(Statement statement, UnaryOperator<Expr> rewrite) {
    return (Statement) bottomUp(statement, rewrite);
  }

  /// Rewrites an expression, inner ones first.
  static Expr rewriteExpr(Expr expr, UnaryOperator<Expr> rewrite) {
    return (Expr) bottomUp(expr, rewrite);
  }

  /// Replaces whole subexpressions from the outside in; what is replaced is not looked into.
  static Expr rewriteTopDown(Expr expr, Function<Expr, Optional<Expr>> replace) {
    Optional<Expr> replacement = replace.apply(expr);
    return replacement.isPresent()
        ? replacement.get()
        : (Expr)
            mapChildren(
                expr,
                child -> child instanceof Expr inner ? rewriteTopDown(inner, replace) : child);
  }

  /// The expression with its columns named by their tables and without needless parentheses, so that
  /// two spellings of the same are equal.
  static Expr canonical(Expr expr, Scope scope) {
    return rewriteExpr(
        expr,
        inner ->
            switch (inner) {
              case Expr.Parenthesized(Expr operand, _) -> operand;
              case Expr.ColumnRef ref -> canonicalColumn(ref, scope);
              case Expr other -> other;
            });
  }

  private static Expr canonicalColumn(Expr.ColumnRef ref, Scope scope) {
    return scope
        .resolve(ref)
        .map(
            resolved ->
                (Expr)
                    Expr.ColumnRef.of(
                        resolved.instance().name(),
                        resolved.column().map(column -> column.name()).orElse("rowid")))
        .orElse(ref);
  }

  private static Node bottomUp(Node node, UnaryOperator<Expr> rewrite) {
    Node mapped = mapChildren(node, child -> bottomUp(child, rewrite));
    return mapped instanceof Expr expr ? rewrite.apply(expr) : mapped;
  }

  private static Node mapChildren(Node node, UnaryOperator<Node> map) {
    return (Node) mapRecord((Record) node, map);
  }

  private static Object mapValue(Object value, UnaryOperator<Node> map) {
    return switch (value) {
      case Node node -> map.apply(node);
      case List<?> list -> mapList(list, map);
      case Optional<?> optional when optional.isPresent() -> {
        Object mapped = mapValue(optional.get(), map);
        yield mapped == optional.get() ? optional : Optional.of(mapped);
      }
      case Span span -> span;
      case Record part -> mapRecord(part, map);
      case Object other -> other;
    };
  }

  private static List<?> mapList(List<?> list, UnaryOperator<Node> map) {
    List<Object> mapped = null;
    for (int i = 0; i < list.size(); i++) {
      Object before = list.get(i);
      Object after = mapValue(before, map);
      if (after != before && mapped == null) {
        mapped = new ArrayList<>(list.subList(0, i));
      }
      if (mapped != null) {
        mapped.add(after);
      }
    }
    return mapped == null ? list : mapped;
  }

  private static Object mapRecord(Record node, UnaryOperator<Node> map) {
    Shape shape = SHAPES.get(node.getClass());
    Object[] values = shape.values(node);
    boolean changed = false;
    for (int i = 0; i < values.length; i++) {
      Object mapped = mapValue(values[i], map);
      changed |= mapped != values[i];
      values[i] = mapped;
    }
    return changed ? shape.make(values) : node;
  }

  /// How a record is taken apart and made.
  private record Shape(List<RecordComponent> components, Constructor<?> constructor) {

    static Shape of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        return new Shape(List.of(components), type.getDeclaredConstructor(types));
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("a record without its constructor: " + type, e);
      }
    }

    Object[] values(Record node) {
      Object[] values = new Object[components.size()];
      for (int i = 0; i < values.length; i++) {
        try {
          values[i] = components.get(i).getAccessor().invoke(node);
        } catch (IllegalAccessException | InvocationTargetException e) {
          throw new IllegalStateException("a tree's record cannot be read", e);
        }
      }
      return values;
    }

    Object make(Object[] values) {
      try {
        return constructor.newInstance(values);
      } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("a tree's record cannot be made", e);
      }
    }
  }
}
