package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Node;
import java.util.ArrayList;
import java.util.List;

/// Visits every node of a tree, parents before children, in the order of the text; also inside
/// subqueries and trigger bodies. Needs no stack of its own depth.
public final class TreeWalker {
  private TreeWalker() {}

  /// What a visitor wants next.
  public enum Next {
    /// Visit the children of this node.
    CHILDREN,
    /// Leave out what is below this node.
    SKIP,
    /// End the walk.
    STOP
  }

  /// Sees nodes.
  @FunctionalInterface
  public interface Visitor {
    /// Sees a node, before its children.
    Next visit(Node node);
  }

  /// Walks the tree below and including `root`. Returns whether it came to its end, not stopped.
  public static boolean walk(Node root, Visitor visitor) {
    return walk(root, visitor, Children.Names.INCLUDED);
  }

  /// The same without the names, each a node of its own, which are most of a tree: planners ask
  /// only for what they stand in.
  public static boolean walkWithoutNames(Node root, Visitor visitor) {
    return walk(root, visitor, Children.Names.LEFT_OUT);
  }

  private static boolean walk(Node root, Visitor visitor, Children.Names names) {
    // A stack whose top is its end: the children of a node are collected there and turned round.
    ArrayList<Node> pending = new ArrayList<>(32);
    Children children = new Children(pending, names);
    pending.add(root);
    while (!pending.isEmpty()) {
      Node node = pending.removeLast();
      switch (visitor.visit(node)) {
        case CHILDREN -> {
          int from = pending.size();
          children.of(node);
          reverse(pending, from);
        }
        case SKIP -> {}
        case STOP -> {
          return false;
        }
      }
    }
    return true;
  }

  private static void reverse(List<Node> nodes, int from) {
    for (int i = from, j = nodes.size() - 1; i < j; i++, j--) {
      Node node = nodes.get(i);
      nodes.set(i, nodes.get(j));
      nodes.set(j, node);
    }
  }

  /// All nodes of a class, in the order of the text.
  public static <T extends Node> List<T> all(Node root, Class<T> type) {
    List<T> found = new ArrayList<>();
    walk(
        root,
        node -> {
          if (type.isInstance(node)) {
            found.add(type.cast(node));
          }
          return Next.CHILDREN;
        });
    return found;
  }

  /// The nodes right below a node, in the order of the text.
  public static List<Node> children(Node node) {
    List<Node> children = new ArrayList<>();
    new Children(children, Children.Names.INCLUDED).of(node);
    return children;
  }
}
