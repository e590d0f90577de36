package dev.bigdaddy.sql;

import dev.bigdaddy.sql.tree.Expr;
import dev.bigdaddy.sql.tree.Frame;
import dev.bigdaddy.sql.tree.FrameBound;
import dev.bigdaddy.sql.tree.Identifier;
import dev.bigdaddy.sql.tree.OrderingTerm;
import dev.bigdaddy.sql.tree.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Windows and their frames.
final class WindowParser {
  private final Tokens tokens;
  private final SelectParser selects;

  WindowParser(Tokens tokens, SelectParser selects) {
    this.tokens = tokens;
    this.selects = selects;
  }

  /// `WINDOW a AS (…), b AS (…)`, if it is there.
  List<Window.Definition> windowClause() {
    if (!tokens.accept(TokenKind.WINDOW)) {
      return List.of();
    }
    List<Window.Definition> definitions = new ArrayList<>();
    do {
      Identifier name = tokens.name();
      tokens.expect(TokenKind.AS);
      definitions.add(new Window.Definition(name, windowInParentheses()));
    } while (tokens.accept(TokenKind.COMMA));
    return definitions;
  }

  Window windowInParentheses() {
    tokens.expect(TokenKind.LP);
    int start = tokens.start();
    Optional<Identifier> base = base();
    List<Expr> partitionBy = List.of();
    if (tokens.acceptBoth(TokenKind.PARTITION, TokenKind.BY)) {
      partitionBy = selects.exprs().expressions();
    }
    List<OrderingTerm> orderBy = selects.orderBy();
    Optional<Frame> frame = frame();
    Window window = new Window(base, partitionBy, orderBy, frame, tokens.spanFrom(start));
    tokens.expect(TokenKind.RP);
    return window;
  }

  private Optional<Identifier> base() {
    return switch (tokens.kind()) {
      case PARTITION, RANGE, ROWS, GROUPS, ORDER, RP -> Optional.empty();
      default -> Optional.of(tokens.name());
    };
  }

  private Optional<Frame> frame() {
    int start = tokens.start();
    Frame.Unit unit;
    switch (tokens.kind()) {
      case RANGE -> unit = Frame.Unit.RANGE;
      case ROWS -> unit = Frame.Unit.ROWS;
      case GROUPS -> unit = Frame.Unit.GROUPS;
      default -> {
        return Optional.empty();
      }
    }
    tokens.advance();
    FrameBound first;
    Optional<FrameBound> last = Optional.empty();
    if (tokens.accept(TokenKind.BETWEEN)) {
      first = bound(TokenKind.PRECEDING);
      tokens.expect(TokenKind.AND);
      last = Optional.of(bound(TokenKind.FOLLOWING));
    } else {
      first = bound(TokenKind.PRECEDING);
    }
    Optional<Frame.Exclusion> exclusion = exclusion();
    if (isBackwards(first, last)) {
      tokens.fail("unsupported frame specification");
    }
    return Optional.of(new Frame(unit, first, last, exclusion, tokens.spanFrom(start)));
  }

  /// Without BETWEEN a frame ends at the current row.
  private static boolean isBackwards(FrameBound first, Optional<FrameBound> last) {
    boolean endsBefore = last.isPresent() && last.get() instanceof FrameBound.Preceding;
    boolean endsHere = last.isEmpty() || last.get() instanceof FrameBound.CurrentRow;
    return switch (first) {
      case FrameBound.CurrentRow _ -> endsBefore;
      case FrameBound.Following _ -> endsBefore || endsHere;
      case FrameBound.UnboundedPreceding _,
              FrameBound.Preceding _,
              FrameBound.UnboundedFollowing _ ->
          false;
    };
  }

  private FrameBound bound(TokenKind unboundedSide) {
    int start = tokens.start();
    if (tokens.accept(TokenKind.UNBOUNDED)) {
      tokens.expect(unboundedSide);
      return unboundedSide == TokenKind.PRECEDING
          ? new FrameBound.UnboundedPreceding(tokens.spanFrom(start))
          : new FrameBound.UnboundedFollowing(tokens.spanFrom(start));
    }
    if (tokens.acceptBoth(TokenKind.CURRENT, TokenKind.ROW)) {
      return new FrameBound.CurrentRow(tokens.spanFrom(start));
    }
    Expr distance = selects.exprs().expression();
    if (tokens.accept(TokenKind.PRECEDING)) {
      return new FrameBound.Preceding(distance, tokens.spanFrom(start));
    }
    tokens.expect(TokenKind.FOLLOWING);
    return new FrameBound.Following(distance, tokens.spanFrom(start));
  }

  private Optional<Frame.Exclusion> exclusion() {
    if (!tokens.accept(TokenKind.EXCLUDE)) {
      return Optional.empty();
    }
    if (tokens.acceptBoth(TokenKind.NO, TokenKind.OTHERS)) {
      return Optional.of(Frame.Exclusion.NO_OTHERS);
    }
    if (tokens.acceptBoth(TokenKind.CURRENT, TokenKind.ROW)) {
      return Optional.of(Frame.Exclusion.CURRENT_ROW);
    }
    if (tokens.accept(TokenKind.GROUP)) {
      return Optional.of(Frame.Exclusion.GROUP);
    }
    tokens.expect(TokenKind.TIES);
    return Optional.of(Frame.Exclusion.TIES);
  }
}
