package dev.bigdaddy.sql;

/// Whether a text ends a statement. The states and transitions are those of `sqlite3_complete`:
/// after CREATE [TEMP] TRIGGER only `; END ;` ends the statement.
final class Completeness {
  private enum State {
    /// Nothing but blanks so far.
    INVALID,
    /// A semicolon ended a statement.
    START,
    NORMAL,
    EXPLAIN,
    CREATE,
    TRIGGER,
    /// A semicolon inside a trigger.
    SEMI,
    /// END after such a semicolon.
    END
  }

  private Completeness() {}

  static boolean of(String text) {
    Lexer lexer = new Lexer(text, 0, text.length());
    State state = State.INVALID;
    lexer.advance();
    while (lexer.kind != TokenKind.END_OF_TEXT) {
      if (lexer.kind == TokenKind.ILLEGAL && lexer.isUnterminated()) {
        return false;
      }
      state = after(state, lexer.kind);
      lexer.advance();
    }
    return state == State.START && !lexer.endsInOpenComment();
  }

  private static State after(State state, TokenKind kind) {
    return switch (state) {
      case INVALID, START -> first(kind);
      case NORMAL -> kind == TokenKind.SEMI ? State.START : State.NORMAL;
      case EXPLAIN -> afterExplain(kind);
      case CREATE -> afterCreate(kind);
      case TRIGGER -> kind == TokenKind.SEMI ? State.SEMI : State.TRIGGER;
      case SEMI ->
          switch (kind) {
            case SEMI -> State.SEMI;
            case END -> State.END;
            default -> State.TRIGGER;
          };
      case END -> kind == TokenKind.SEMI ? State.START : State.TRIGGER;
    };
  }

  private static State first(TokenKind kind) {
    return switch (kind) {
      case SEMI -> State.START;
      case EXPLAIN -> State.EXPLAIN;
      case CREATE -> State.CREATE;
      default -> State.NORMAL;
    };
  }

  private static State afterExplain(TokenKind kind) {
    return switch (kind) {
      case SEMI -> State.START;
      case CREATE -> State.CREATE;
      case EXPLAIN, TEMP, TRIGGER, END -> State.NORMAL;
      default -> State.EXPLAIN;
    };
  }

  private static State afterCreate(TokenKind kind) {
    return switch (kind) {
      case SEMI -> State.START;
      case TEMP -> State.CREATE;
      case TRIGGER -> State.TRIGGER;
      default -> State.NORMAL;
    };
  }
}
