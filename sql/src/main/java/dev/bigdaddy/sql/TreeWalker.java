package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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
    Deque<Node> pending = new ArrayDeque<>();
    pending.push(root);
    List<Node> children = new ArrayList<>();
    while (!pending.isEmpty()) {
      Node node = pending.pop();
      switch (visitor.visit(node)) {
        case CHILDREN -> {
          children.clear();
          Children.collect(node, children);
          Collections.reverse(children);
          children.forEach(pending::push);
        }
        case SKIP -> {}
        case STOP -> {
          return false;
        }
      }
    }
    return true;
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
    Children.collect(node, children);
    return children;
  }
}
